namespace Edge.Gateway.RateLimiting;

/// <summary>One clock for all counters: ticks of 100 ns since it was made, never running backwards.</summary>
internal sealed class LimitClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_origin).Ticks;

    public DateTimeOffset UtcNow => time.GetUtcNow();
}
