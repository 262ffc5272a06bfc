namespace Edge.Gateway.Cells.Routing;

/// <summary>Peak EWMA (Finagle): jumps up with a slow answer, and forgets it exponentially. Any thread; a lost update is one sample among many.</summary>
internal sealed class LatencyAverage
{
    /// <summary>Time after which a sample weighs 1/e; Finagle's default.</summary>
    public static readonly TimeSpan Decay = TimeSpan.FromSeconds(10);

    private double _seconds;
    private long _stamp;

    /// <summary>The average now; 0 while nothing was measured.</summary>
    /// <param name="sinceLast">Time since <see cref="Stamp"/>.</param>
    public double SecondsAfter(TimeSpan sinceLast) => Volatile.Read(ref _seconds) * Weight(sinceLast);

    /// <summary>The average at the last sample.</summary>
    public double Seconds => Volatile.Read(ref _seconds);

    /// <summary>Timestamp of the last sample.</summary>
    public long Stamp => Volatile.Read(ref _stamp);

    public void Add(TimeSpan latency, long now, TimeProvider time)
    {
        double seconds = latency.TotalSeconds;
        double last = Volatile.Read(ref _seconds);
        double kept = last == 0 ? 0 : Weight(time.GetElapsedTime(Volatile.Read(ref _stamp), now));
        Volatile.Write(ref _seconds, seconds >= last ? seconds : (last * kept) + (seconds * (1 - kept)));
        Volatile.Write(ref _stamp, now);
    }

    private static double Weight(TimeSpan elapsed) => Math.Exp(-Math.Max(0, elapsed / Decay));
}
