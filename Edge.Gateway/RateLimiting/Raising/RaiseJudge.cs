using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Raising;

/// <summary>Watches for limits that deny what the cell could bear: proposes a raise, or applies it, and takes it back when the cell suffers.</summary>
internal sealed class RaiseJudge(CounterDirectory counters, IEventLog events)
{
    /// <summary>Time between two judgements: as short as the shortest window, so that a raise is taken back within one.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The highest step.</summary>
    public const double Step = 1.25;

    /// <summary>Most counters that are watched at a time.</summary>
    public const int MaxWatched = 10_000;

    private readonly Dictionary<TenantCounter, RaiseState> _states = [];

    /// <summary>Judges the limits that denied since the last call, and those that it has raised. Called by one thread at a time.</summary>
    /// <param name="elapsed">Time since the last call.</param>
    /// <param name="now">Now, on the counters' clock.</param>
    public void JudgeOnce(TimeSpan elapsed, long now)
    {
        Forget();
        foreach (CellBurst cell in counters.Cells)
        {
            while (cell.Denied.TryDequeue(out TenantCounter? counter))
            {
                Judge(counter, elapsed, now);
            }
        }

        foreach (TenantCounter raised in _states.Keys.ToArray())
        {
            Judge(raised, elapsed, now); // Once more for those that denied: they have no denials left, and are taken back at most once.
        }
    }

    private void Judge(TenantCounter counter, TimeSpan elapsed, long now)
    {
        counter.Enter();
        long denied = counter.Totals.DeniedLately;
        counter.Totals.DeniedLately = 0;
        counter.Exit();
        if (counter.LimitsOrNull is not { } limits || !IsConfigured(counter))
        {
            return;
        }

        RaiseState? state = _states.GetValueOrDefault(counter);
        bool suffers = counter.Burst.Gradient < 1 || counter.Burst.SparePerSecond <= 0;
        if (state is { IsApplied: true } && suffers)
        {
            TakeBack(counter, limits, state, now);
        }
        else if (denied > 0 && !suffers && counter.Burst.SparePerSecond > denied / elapsed.TotalSeconds)
        {
            Raise(counter, limits, state, denied, now);
        }
    }

    private bool IsConfigured(TenantCounter counter) =>
        counters.TryGetCounter(counter.TenantId, counter.BucketId, out TenantCounter? current) && current == counter;

    private void Raise(TenantCounter counter, TenantLimits limits, RaiseState? state, long denied, long now)
    {
        long limit = limits.Rule.Limit;
        long next = Math.Min((long)(limit * Step), (long)(limits.Configured * limits.Bucket.RaiseCeiling));
        bool isByHand = counter.Live != 0 && state is not { IsApplied: true };
        if (next <= limit || isByHand || (state is not null && (state.Limit >= next || now - state.SteppedAt < limits.Rule.WindowTicks)) || (state is null && _states.Count >= MaxWatched))
        {
            return; // At its ceiling, set by an operator, said already, or too soon to know what the last step did.
        }

        state ??= _states[counter] = new RaiseState();
        (state.Limit, state.IsApplied, state.SteppedAt) = (next, limits.Bucket.AutoRaise, now);
        string reason = $"{denied} denials while the cell had {counter.Burst.SparePerSecond:0} requests/s to spare: {limit} could be {next}";
        if (limits.Bucket.AutoRaise)
        {
            counter.Live = next;
        }

        Write(limits.Bucket.AutoRaise ? "system.org.rate_limit.raise" : "system.org.rate_limit.raise_proposed", counter, reason);
    }

    private void TakeBack(TenantCounter counter, TenantLimits limits, RaiseState state, long now)
    {
        counter.Live = 0;
        (state.Limit, state.IsApplied, state.SteppedAt) = (0, false, now);
        Write("system.org.rate_limit.raise_withdrawn", counter, $"the cell suffers (gradient {counter.Burst.Gradient:0.00}, {counter.Burst.SparePerSecond:0} requests/s to spare): back from {limits.Rule.Limit} to {limits.Configured}");
    }

    private void Write(string type, TenantCounter counter, string reason) =>
        events.Write(new EdgeEvent(type, EventSeverity.Info, "rate-limit-judge", $"{counter.TenantId}/{counter.BucketId}", EventOutcome.Success, reason) { Tenant = counter.TenantId });

    private void Forget()
    {
        foreach (TenantCounter counter in _states.Keys.ToArray())
        {
            if (!IsConfigured(counter))
            {
                _states.Remove(counter);
            }
        }
    }
}
