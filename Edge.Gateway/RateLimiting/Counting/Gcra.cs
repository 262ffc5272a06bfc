namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>The generic cell rate algorithm with room for a whole limit at once. Not thread-safe: the caller holds the counter's lock.</summary>
/// <remarks>Only the theoretical arrival time is kept (ITU-T I.371 annex A; redis-cell does the same): whole numbers, so nothing is lost by rounding over time.</remarks>
internal static class Gcra
{
    /// <summary>Parts of a tick, so that the time of one unit is exact enough at the highest limits: 2^63 of them are 28 years.</summary>
    public const long Scale = 1024;

    public static Room Look(in CounterState state, long limit, long windowTicks, long now, long cost)
    {
        long step = StepOf(limit, windowTicks);
        long ahead = AheadOf(state, step, now);
        long used = (ahead + step - 1) / step;
        long remaining = Math.Max(0, limit - used);
        long wait = remaining >= cost
            ? (used == 0 ? step : ahead - ((used - 1) * step)) // Until one more unit is back.
            : ahead - ((limit - Math.Min(cost, limit)) * step); // Until this request would pass.
        return new Room(used, remaining, Math.Max(1, (wait + Scale - 1) / Scale));
    }

    public static void Take(ref CounterState state, long cost, long limit, long windowTicks, long now)
    {
        long step = StepOf(limit, windowTicks);
        state = new CounterState { Mark = (now * Scale) + AheadOf(state, step, now) + (cost * step), Value = -step };
    }

    /// <summary>Units used, by what the state itself says of their time.</summary>
    public static long UsedOf(in CounterState state, long now) => (Math.Max(0, state.Mark - (now * Scale)) - state.Value - 1) / -state.Value;

    /// <summary>Ticks until nothing is used any more.</summary>
    public static long EmptyAfter(in CounterState state, long now) => Math.Max(0, ((state.Mark - (now * Scale)) + Scale - 1) / Scale);

    // Rounded up: the limit is never exceeded, and at most 0.2 % are lost at the highest limit in the shortest window.
    private static long StepOf(long limit, long windowTicks) => ((windowTicks * Scale) + limit - 1) / limit;

    // How far the arrival time lies ahead; reckoned anew when the limit or the window has changed, so that the count of used units carries over.
    private static long AheadOf(in CounterState state, long step, long now)
    {
        if (state.Value >= 0)
        {
            return 0; // Nothing yet, or a window: a bucket that changes its algorithm counts anew.
        }

        long ahead = Math.Max(0, state.Mark - (now * Scale));
        return state.Value == -step ? ahead : (long)((Int128)ahead * step / -state.Value);
    }
}
