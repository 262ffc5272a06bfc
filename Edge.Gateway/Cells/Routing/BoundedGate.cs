namespace Edge.Gateway.Cells.Routing;

/// <summary>Lets a number of requests in at a time; the next wait in order, not too many and not too long.</summary>
/// <param name="limit">Those inside at most; may change at any time.</param>
/// <param name="time">Clock of the waits.</param>
internal sealed class BoundedGate(Func<int> limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _inside;
    private int _queued; // Those in line, and those about to be.

    public int Inside => Volatile.Read(ref _inside);

    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Enters at once, or not at all: nobody overtakes those in line.</summary>
    public bool TryEnter()
    {
        if (Volatile.Read(ref _queued) != 0)
        {
            return false;
        }

        if (Interlocked.Increment(ref _inside) <= limit())
        {
            return true;
        }

        Exit();
        return false;
    }

    /// <summary>Enters now or after a wait.</summary>
    /// <param name="maxQueued">Longest line that one may join.</param>
    /// <param name="patience">Longest wait.</param>
    /// <param name="cancellationToken">Leaves the line; the answer is then false.</param>
    /// <returns>Whether it is inside; <see cref="GateRefusal.None"/> then, and why not otherwise.</returns>
    public ValueTask<GateRefusal> EnterAsync(int maxQueued, TimeSpan patience, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _queued); // Before the look at the room: who leaves after it sees this one in line.
            if (_waiting.Count == 0 && Interlocked.Increment(ref _inside) is int inside)
            {
                if (inside <= limit())
                {
                    Interlocked.Decrement(ref _queued);
                    return ValueTask.FromResult(GateRefusal.None);
                }

                Interlocked.Decrement(ref _inside);
            }

            if (_waiting.Count >= maxQueued)
            {
                Interlocked.Decrement(ref _queued);
                return ValueTask.FromResult(GateRefusal.QueueFull);
            }

            var waiter = new Waiter(this);
            waiter.Node = _waiting.AddLast(waiter);
            waiter.Start(patience, time, cancellationToken);
            return new ValueTask<GateRefusal>(waiter.Task);
        }
    }

    public void Exit()
    {
        Interlocked.Decrement(ref _inside);
        if (Volatile.Read(ref _queued) != 0)
        {
            Admit();
        }
    }

    private void Admit()
    {
        lock (_lock)
        {
            while (_waiting.First is { } first)
            {
                if (Interlocked.Increment(ref _inside) > limit())
                {
                    Interlocked.Decrement(ref _inside);
                    return;
                }

                Leave(first.Value, GateRefusal.None);
            }
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node is not null)
            {
                Leave(waiter, GateRefusal.TimedOut);
            }
        }
    }

    private void Leave(Waiter waiter, GateRefusal refusal)
    {
        _waiting.Remove(waiter.Node!);
        waiter.Node = null;
        Interlocked.Decrement(ref _queued);
        waiter.End(refusal);
    }

    private sealed class Waiter(BoundedGate gate)
    {
        private readonly TaskCompletionSource<GateRefusal> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ITimer? _timer;
        private CancellationTokenRegistration _registration;

        /// <summary>Place in the line; null when it has left it.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }

        public Task<GateRefusal> Task => _ended.Task;

        public void Start(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
        {
            _timer = time.CreateTimer(static state => ((Waiter)state!).GiveUp(), this, patience, Timeout.InfiniteTimeSpan);
            _registration = cancellationToken.UnsafeRegister(static state => ((Waiter)state!).GiveUp(), this);
        }

        public void End(GateRefusal refusal)
        {
            _timer?.Dispose();
            _registration.Unregister(); // Dispose would wait for a callback that waits for the lock.
            _ended.TrySetResult(refusal);
        }

        private void GiveUp() => gate.GiveUp(this);
    }
}
