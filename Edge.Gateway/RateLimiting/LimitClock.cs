namespace Edge.Gateway.RateLimiting;

/// <summary>One clock for all counters: ticks of 100 ns since it was made, never running backwards.</summary>
internal sealed class LimitClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    private readonly long _startTicks = time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    public long Now => time.GetElapsedTime(_origin).Ticks;

    /// <summary>Minutes since 1970 by the wall clock of the start, never running backwards: for histories.</summary>
    public long Minute => MinuteOf(Now);

    /// <summary>The minute in which counting began.</summary>
    public long StartMinute => _startTicks / TimeSpan.TicksPerMinute;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>The minute of a moment on this clock.</summary>
    public long MinuteOf(long now) => (_startTicks + now) / TimeSpan.TicksPerMinute;
}
