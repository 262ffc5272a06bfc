namespace Edge.Gateway.RateLimiting;

/// <summary>Spreads those who wait for a window to end: always later, never earlier than the truth.</summary>
internal static class ResetJitter
{
    /// <summary>Widest spread in seconds.</summary>
    public const int MaxSeconds = 10;

    /// <summary>Seconds to add: 0 up to a tenth of the window.</summary>
    public static long SecondsOf(TimeSpan window) =>
        Random.Shared.NextInt64(Math.Min(MaxSeconds, (long)(window.TotalSeconds / 10)) + 1);
}
