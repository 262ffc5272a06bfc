namespace Edge.Gateway.RateLimiting;

/// <summary>A fixed window that starts at its first request, in one 64-bit word: no lock, 24 bytes an object.</summary>
internal sealed class FixedWindowCounter : IWindowCounter
{
    /// <summary>Largest limit: the count has 24 bits.</summary>
    public const long MaxLimit = (1 << CountBits) - 1;

    private const int CountBits = 24;

    // Upper 40 bits: start of the window in ms (34 years). Lower 24: requests let through. Zero: no window yet.
    private long _state;

    public WindowGrant TryAcquire(long limit, TimeSpan window, TimeSpan now)
    {
        long nowMs = now.Ticks / TimeSpan.TicksPerMillisecond;
        long windowMs = window.Ticks / TimeSpan.TicksPerMillisecond;
        while (true)
        {
            long state = Volatile.Read(ref _state);
            long start = state >> CountBits;
            long count = state & MaxLimit;
            if (count == 0 || nowMs - start >= windowMs)
            {
                (start, count) = (nowMs, 0);
            }

            var resetAfter = TimeSpan.FromMilliseconds(Math.Max(1, start + windowMs - nowMs)); // Another thread's start may lie a moment ahead.
            if (count >= limit)
            {
                return new WindowGrant(false, 0, resetAfter);
            }

            if (Interlocked.CompareExchange(ref _state, (start << CountBits) | (count + 1), state) == state)
            {
                return new WindowGrant(true, limit - count - 1, resetAfter);
            }
        }
    }
}
