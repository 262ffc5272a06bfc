using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>A limit as it is counted. Immutable.</summary>
/// <param name="Policy">As the headers name it.</param>
/// <param name="Algorithm">How it is counted.</param>
internal sealed record LimitRule(RateLimitPolicy Policy, LimitAlgorithm Algorithm)
{
    public long Limit { get; } = Policy.Limit;

    public long WindowTicks { get; } = Policy.Window.Ticks;

    /// <summary>What is left for a request of this cost.</summary>
    public Room Look(in CounterState state, long now, long cost) => Algorithm == LimitAlgorithm.FixedWindow
        ? FixedWindow.Look(state, Limit, WindowTicks, now)
        : Gcra.Look(state, Limit, WindowTicks, now, cost);

    public void Take(ref CounterState state, long now, long cost)
    {
        if (Algorithm == LimitAlgorithm.FixedWindow)
        {
            FixedWindow.Take(ref state, cost, WindowTicks, now);
        }
        else
        {
            Gcra.Take(ref state, cost, Limit, WindowTicks, now);
        }
    }

    /// <summary>Ticks until the state says nothing any more, so that it can be forgotten without loss.</summary>
    public long ForgetAfter(in CounterState state, long now) => Algorithm == LimitAlgorithm.FixedWindow
        ? Math.Max(0, state.Mark + WindowTicks - now)
        : Gcra.EmptyAfter(state, now);
}
