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
