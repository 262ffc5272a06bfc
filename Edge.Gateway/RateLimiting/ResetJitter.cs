namespace Edge.Gateway.RateLimiting;

/// <summary>Spreads those who wait for a window to end: always later, never earlier than the truth.</summary>
internal static class ResetJitter
{
    /// <summary>Widest spread in seconds.</summary>
    public const int MaxSeconds = 10;

    /// <summary>Seconds to add to a wait: 0 up to a tenth of the window, and no more than the wait itself, which is short where units come back evenly.</summary>
    public static long SecondsOf(TimeSpan window, long waitSeconds) =>
        Random.Shared.NextInt64(Math.Min(Math.Min(MaxSeconds, waitSeconds), (long)(window.TotalSeconds / 10)) + 1);
}
