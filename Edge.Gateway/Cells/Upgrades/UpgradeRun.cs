using System.Text.Json.Serialization;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>A rolling upgrade of a cell: where it stands, and all that another node needs to go on. Immutable; written by its driver alone.</summary>
internal sealed record UpgradeRun
{
    public required string Id { get; init; }

    public required string Cell { get; init; }

    /// <summary>Name of the plan.</summary>
    public required string Plan { get; init; }

    /// <summary>The plan itself, see <see cref="UpgradePlan.Text"/>.</summary>
    public required string PlanText { get; init; }

    /// <summary>Who started it: a token's id.</summary>
    public required string Actor { get; init; }

    /// <summary>The person behind <see cref="Actor"/>: whoever approves as a second person is another one.</summary>
    public required string Owner { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>The node that drove it last.</summary>
    public string Driver { get; init; } = "";

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public UpgradeStatus Status { get; init; }

    public UpgradeStep Step { get; init; }

    /// <summary>What the step is at.</summary>
    public UpgradePhase Phase { get; init; }

    public DateTimeOffset PhaseStarted { get; init; }

    /// <summary>Failed tries of the phase.</summary>
    public int Attempts { get; init; }

    /// <summary>Nothing is tried before this moment; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it failed, was aborted or is blocked, and what that left behind; else empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Who aborted; null when nobody did.</summary>
    public string? AbortedBy { get; init; }

    /// <summary>One for each step.</summary>
    public required IReadOnlyList<UpgradeStepRecord> Steps { get; init; }

    [JsonIgnore]
    public bool HasEnded => Ended is not null;

    [JsonIgnore]
    public UpgradeStepRecord Current => Steps[(int)Step];

    /// <summary>The same with the current step's record changed.</summary>
    public UpgradeRun WithCurrent(Func<UpgradeStepRecord, UpgradeStepRecord> change) =>
        this with { Steps = [.. Steps.Select(record => record.Step == Step ? change(record) : record)] };
}
