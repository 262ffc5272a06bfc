namespace Edge.LoadTests.Measuring;

/// <summary>All that a run found: what reports show, and what <c>compare</c> reads back.</summary>
internal sealed record RunResult
{
    public required string Suite { get; init; }

    public required string Promise { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required RunSettings Settings { get; init; }

    public required GeneratorResult Generator { get; init; }

    /// <summary>All scenarios together.</summary>
    public required StepResult Total { get; init; }

    public required IReadOnlyList<StepResult> Steps { get; init; }

    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>What the suite did and saw beside the load: "origin na-1-a1 down at 10 s".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether all thresholds were kept.</summary>
    public bool Passed => Thresholds.All(static threshold => threshold.Passed);
}

/// <summary>How the load was made.</summary>
internal sealed record RunSettings(
    string Target, string Protocol, string Connection, int Connections, int Threads, double DurationSeconds, double WarmUpSeconds, int Cores, double MachineLoad);

/// <summary>How well the generator kept its own time.</summary>
/// <param name="BusyPercent">Of the busiest thread: time in which it did not wait.</param>
/// <param name="LagP50Ms">How late requests began although a connection was free, median.</param>
/// <param name="LagP99Ms">The same, 99 %.</param>
/// <param name="LagMaxMs">The same, the worst.</param>
/// <param name="StarvedPercent">Share of requests that were due while all connections were busy.</param>
/// <param name="CpuMicrosecondsPerRequest">CPU time of its threads per request, warm-up included in both.</param>
/// <param name="Bottleneck">Why the generator, not the target, set the figures; null when it did not.</param>
internal sealed record GeneratorResult(double BusyPercent, double LagP50Ms, double LagP99Ms, double LagMaxMs, double StarvedPercent, double CpuMicrosecondsPerRequest, string? Bottleneck);

/// <summary>One step of a scenario.</summary>
internal sealed record StepResult
{
    public required string Scenario { get; init; }

    public required string Step { get; init; }

    /// <summary>Answered or not.</summary>
    public long Requests { get; init; }

    public long Answered { get; init; }

    /// <summary>Without an answer, or with one that was not expected.</summary>
    public long Failed { get; init; }

    /// <summary>Share of failed requests.</summary>
    public double FailedPercent { get; init; }

    /// <summary>Answers per second of load.</summary>
    public double Rate { get; init; }

    /// <summary>Requests per second that were due; null in the closed model, and for later steps.</summary>
    public double? IntendedRate { get; init; }

    public double MegabytesPerSecond { get; init; }

    public required LatencyResult Latency { get; init; }

    public IReadOnlyDictionary<string, long> Statuses { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> Failures { get; init; } = new Dictionary<string, long>();

    public IReadOnlyList<SeriesPoint> Series { get; init; } = [];
}

/// <summary>Times from the intended start to the last byte, in milliseconds.</summary>
internal sealed record LatencyResult(double Mean, double P50, double P75, double P90, double P95, double P99, double P999, double Max)
{
    public static LatencyResult Of(LatencyHistogram histogram)
    {
        double At(double percent) => histogram.Percentile(percent).TotalMilliseconds;
        return new LatencyResult(histogram.Mean.TotalMilliseconds, At(50), At(75), At(90), At(95), At(99), At(99.9), histogram.Max.TotalMilliseconds);
    }
}

/// <summary>A point of a chart, by the time at which requests were due.</summary>
internal sealed record SeriesPoint(double Second, long Requests, long Failed, double P50Ms, double P99Ms);

/// <summary>A threshold and what became of it.</summary>
internal sealed record ThresholdResult(string Text, bool Passed, string Measured);
