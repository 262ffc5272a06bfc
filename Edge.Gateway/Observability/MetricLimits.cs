namespace Edge.Gateway.Observability;

/// <summary>What bounds the memory of <see cref="PrometheusExporter"/>, whatever instruments and tags it meets.</summary>
internal static class MetricLimits
{
    /// <summary>Metric families kept. The listed meters have about 90 together; more are ignored and counted.</summary>
    public const int MaxFamilies = 512;

    /// <summary>
    /// Tag sets kept per family, the default of the OpenTelemetry SDKs. Measurements with further ones are added to one series
    /// labelled <c>otel_metric_overflow="true"</c> (or dropped, where only the last value counts) and counted.
    /// </summary>
    public const int MaxSeriesPerFamily = 2000;

    /// <summary>Tags of one measurement, twice what OpenTelemetry's HTTP conventions need. A measurement with more overflows.</summary>
    public const int MaxTags = 16;

    /// <summary>UTF-16 units of a label value; the rest is cut off.</summary>
    public const int MaxLabelValueChars = 256;

    /// <summary>Bounds of one histogram. An instrument that advises more gets the default set.</summary>
    public const int MaxHistogramBounds = 64;

    /// <summary>Shards of one series. More cores share; a shard is at least 128 bytes per series.</summary>
    public const int MaxShards = 16;
}
