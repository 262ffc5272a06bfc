namespace Edge.Gateway.Cells.Health;

/// <summary>What a destination did since it was last looked at. Added to by any thread, taken by one.</summary>
internal sealed class TrafficWindow
{
    private long _count;
    private long _failures;
    private long _latencyTicks;

    /// <summary>Requests that ended, well or badly.</summary>
    public long Count => Volatile.Read(ref _count);

    public void Add(TimeSpan latency, bool failed)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _latencyTicks, latency.Ticks);
        if (failed)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    /// <summary>Gives what was added, and begins anew. Something added meanwhile may fall into either.</summary>
    public TrafficSample Take() => new(Interlocked.Exchange(ref _count, 0), Interlocked.Exchange(ref _failures, 0), TimeSpan.FromTicks(Interlocked.Exchange(ref _latencyTicks, 0)));
}
