namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What happened in a step.</summary>
internal sealed record UpgradeStepRecord
{
    /// <summary>Calls of the hook that are kept; of more the latest.</summary>
    public const int MaxCalls = 5;

    public required UpgradeStep Step { get; init; }

    public UpgradeStepState State { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Who approved last.</summary>
    public string? ApprovedBy { get; init; }

    public DateTimeOffset? Approved { get; init; }

    /// <summary>How often it was begun: once, and once more for each time it was approved after a failure.</summary>
    public int Round { get; init; }

    /// <summary>What it waits for or did last, or why it failed, in one line.</summary>
    public string Note { get; init; } = "";

    public IReadOnlyList<UpgradeCall> Calls { get; init; } = [];
}
