using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability;

/// <summary>The one meter that every <c>XMetrics</c> class of the gateway makes its instruments on.</summary>
internal static class EdgeMeter
{
    /// <summary>The meter's name, as <c>dotnet-counters</c>, OpenTelemetry and the text endpoint know it.</summary>
    public const string Name = "Edge.Gateway";

    /// <summary>
    /// Bucket bounds in seconds, 0.5 ms to 10 s, for anything that lasts as long as a request. Fourteen bounds, the bucket
    /// above them and the sum fill 128 bytes, one padded shard of <see cref="ShardedCells"/>.
    /// </summary>
    public static InstrumentAdvice<double> RequestSeconds { get; } = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>The meter of this factory. The factory caches it and disposes of it; never dispose of it yourself.</summary>
    public static Meter Create(IMeterFactory factory) => factory.Create(Name);
}
