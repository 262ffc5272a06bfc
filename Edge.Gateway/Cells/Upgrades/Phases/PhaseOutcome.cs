namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>How a phase stands.</summary>
internal enum PhaseOutcome
{
    Passed,

    /// <summary>Look again.</summary>
    Pending,

    /// <summary>A try failed; try again.</summary>
    Retry,

    Failed,
}
