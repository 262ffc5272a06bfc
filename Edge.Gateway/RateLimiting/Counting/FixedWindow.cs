namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>A window that starts at its first request, as Okta's. Not thread-safe: the caller holds the counter's lock.</summary>
internal static class FixedWindow
{
    /// <summary>What is left. A changed limit or window counts what is already used.</summary>
    public static Room Look(in CounterState state, long limit, long windowTicks, long now)
    {
        if (!IsOpen(state, windowTicks, now))
        {
            return new Room(0, limit, windowTicks);
        }

        return new Room(state.Value, Math.Max(0, limit - state.Value), state.Mark + windowTicks - now);
    }

    public static void Take(ref CounterState state, long cost, long windowTicks, long now)
    {
        if (!IsOpen(state, windowTicks, now))
        {
            state = new CounterState { Mark = now };
        }

        state.Value += cost;
    }

    /// <summary>Whether a window is under way.</summary>
    public static bool IsOpen(in CounterState state, long windowTicks, long now) => state.Value > 0 && now - state.Mark < windowTicks;
}
