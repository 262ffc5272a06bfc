namespace Edge.LoadTests.Measuring;

/// <summary>Times from the intended start to the last byte, in milliseconds.</summary>
internal sealed record LatencyResult(double Mean, double P50, double P75, double P90, double P95, double P99, double P999, double Max)
{
    public static LatencyResult Of(LatencyHistogram histogram)
    {
        double At(double percent) => histogram.Percentile(percent).TotalMilliseconds;
        return new LatencyResult(histogram.Mean.TotalMilliseconds, At(50), At(75), At(90), At(95), At(99), At(99.9), histogram.Max.TotalMilliseconds);
    }
}
