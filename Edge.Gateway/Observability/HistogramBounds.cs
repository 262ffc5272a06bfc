using System.Diagnostics.Metrics;
using System.Numerics;

namespace Edge.Gateway.Observability;

/// <summary>The upper bounds, inclusive and ascending, of a histogram's buckets; the bucket above the last has none.</summary>
internal static class HistogramBounds
{
    /// <summary>For durations in seconds, where the instrument advises nothing: OpenTelemetry's HTTP conventions.</summary>
    private static readonly double[] DefaultSeconds =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>For anything else: the OpenTelemetry SDK specification's default.</summary>
    private static readonly double[] DefaultNumbers =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    /// <summary>The bounds that a histogram advises when they are usable, else the default for its unit.</summary>
    public static double[] Of(Instrument instrument)
    {
        double[]? advised = instrument switch
        {
            Histogram<double> histogram => FromAdvice(histogram.Advice),
            Histogram<float> histogram => FromAdvice(histogram.Advice),
            Histogram<decimal> histogram => FromAdvice(histogram.Advice),
            Histogram<long> histogram => FromAdvice(histogram.Advice),
            Histogram<int> histogram => FromAdvice(histogram.Advice),
            Histogram<short> histogram => FromAdvice(histogram.Advice),
            Histogram<byte> histogram => FromAdvice(histogram.Advice),
            _ => null,
        };
        return advised ?? (instrument.Unit == "s" ? DefaultSeconds : DefaultNumbers);
    }

    private static double[]? FromAdvice<T>(InstrumentAdvice<T>? advice)
        where T : struct, INumberBase<T>
    {
        if (advice?.HistogramBucketBoundaries is not { Count: > 0 and <= MetricLimits.MaxHistogramBounds } advised)
        {
            return null;
        }

        double[] bounds = new double[advised.Count];
        for (int index = 0; index < bounds.Length; index++)
        {
            bounds[index] = double.CreateSaturating(advised[index]);
            if (!double.IsFinite(bounds[index]) || (index > 0 && bounds[index] <= bounds[index - 1]))
            {
                return null;
            }
        }

        return bounds;
    }
}
