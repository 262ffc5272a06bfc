using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>The store as a plain model of fixed windows: one count after the other, on a clock that the test moves. Questions and answers travel when the test says so.</summary>
internal sealed class SimulatedStore(Func<long> clock)
{
    private readonly Dictionary<string, Count> _counts = [];
    private readonly List<Call> _calls = [];

    /// <summary>Questions that are not answered yet.</summary>
    public int Calls => _calls.Count;

    public int Total { get; private set; }

    public bool IsLost { get; private set; }

    public ILeases For(FleetState fleet) => new View(this, fleet);

    /// <summary>End of a key's window and units used in it; null when none is running.</summary>
    public (long End, long Used)? WindowOf(string key) => _counts.TryGetValue(key, out Count? count) && count.End > clock() ? (count.End, count.Used) : null;

    /// <summary>Lets one question or answer arrive.</summary>
    public void Step(int which)
    {
        Call call = _calls[which % _calls.Count];
        if (call.Reply is null)
        {
            call.Reply = Serve(call);
            return;
        }

        _calls.Remove(call);
        call.Answer.SetResult(call.Reply);
    }

    public void StepAll()
    {
        while (_calls.Count > 0)
        {
            Step(0);
        }
    }

    /// <summary>Lets all arrive but the first few questions, which hang.</summary>
    public void StepFrom(int first)
    {
        while (_calls.Count > first)
        {
            Step(_calls.Count - 1);
        }
    }

    /// <summary>What is under way fails: questions never arrive, answers never return.</summary>
    public void Lose()
    {
        IsLost = true;
        foreach (Call call in _calls.ToArray())
        {
            _calls.Remove(call);
            call.Answer.SetResult(null);
        }
    }

    public void Return() => IsLost = false;

    private LeaseReply Serve(Call call)
    {
        LeaseRequest request = call.Request;
        long now = clock();
        if (!_counts.TryGetValue(call.Key, out Count? count) || count.End <= now)
        {
            if (request.Want == 0 && request.KnownTicks == 0)
            {
                return default;
            }

            count = _counts[call.Key] = new Count { Window = (Total % KeyLease.MaxWindow) + 1, End = now + call.Rule.WindowTicks };
            if (request.KnownTicks > 0)
            {
                (count.Used, count.End) = (request.KnownUsed + request.Debit - request.Return, now + request.KnownTicks);
                return Take(count, request, call, now, isSame: true);
            }

            count.Used = request.Debit;
        }
        else if (request.Window == count.Window)
        {
            count.Used += request.Debit - request.Return;
        }
        else if (request.Window == 0)
        {
            count.Used += request.Debit;
        }

        return Take(count, request, call, now, request.Window == count.Window);
    }

    private static LeaseReply Take(Count count, in LeaseRequest request, Call call, long now, bool isSame)
    {
        long left = Math.Max(0, call.Rule.Limit - count.Used);
        long within = Math.Min(Math.Min(request.Want, left), Math.Max(request.Need, left / request.Part));
        count.Used += within;
        return new LeaseReply(within, false, count.Used, count.End - now, count.Window, isSame);
    }

    private sealed class Count
    {
        public int Window { get; init; }

        public long End { get; set; }

        public long Used { get; set; }
    }

    private sealed record Call(string Key, LimitRule Rule, LeaseRequest Request)
    {
        public TaskCompletionSource<LeaseReply?> Answer { get; } = new(); // Goes on at once, on the thread that moves the simulation.

        public LeaseReply? Reply { get; set; }
    }

    private sealed class View(SimulatedStore store, FleetState fleet) : ILeases
    {
        public Task<bool> IsFirstAsync(string key, long ticks) => Task.FromResult(true);

        public Task<LeaseReply?> AskAsync(string key, LimitRule rule, long ceiling, LeaseRequest request)
        {
            if (store.IsLost)
            {
                fleet.IsLost = true;
                return Task.FromResult<LeaseReply?>(null);
            }

            store.Total++;
            var call = new Call(key, rule, request);
            store._calls.Add(call);
            return call.Answer.Task;
        }
    }
}
