namespace Edge.LoadTests.Measuring;

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
