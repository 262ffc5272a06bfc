namespace Edge.Gateway.Demo;

/// <summary>Holds the faults in force, and the requests that wait while the destination hangs. Safe for all threads.</summary>
internal sealed class DemoFaultSwitch
{
    private readonly Lock _lock = new();
    private volatile DemoFaults _current = DemoFaults.None;
    private TaskCompletionSource? _hung;

    /// <summary>The faults in force.</summary>
    public DemoFaults Current => _current;

    /// <summary>Swaps the faults; requests that hang go on when the new ones do not say to.</summary>
    public void Set(DemoFaults faults)
    {
        TaskCompletionSource? released = null;
        lock (_lock)
        {
            _current = faults;
            if (faults.Hang)
            {
                _hung ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            else
            {
                released = _hung;
                _hung = null;
            }
        }

        released?.SetResult();
    }

    /// <summary>Waits until <see cref="DemoFaults.Hang"/> is off; throws when the request or the destination ends before.</summary>
    public Task WaitWhileHungAsync(CancellationToken cancellationToken)
    {
        Task wait;
        lock (_lock)
        {
            wait = _hung?.Task ?? Task.CompletedTask;
        }

        return wait.WaitAsync(cancellationToken);
    }
}
