namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What a step does after its decision is in force, in this order; what the plan does not ask for is passed over.</summary>
internal enum UpgradePhase
{
    /// <summary>The decision reaches every node, and what was begun before ends.</summary>
    Settle,

    /// <summary>Requests of the drained half end.</summary>
    Empty,

    /// <summary>The hook does the step's work.</summary>
    Hook,

    /// <summary>People do it.</summary>
    Approval,

    /// <summary>The drained half is tested.</summary>
    Tests,

    /// <summary>The cell must be healthy.</summary>
    Gate,

    /// <summary>A person looks at it all.</summary>
    Confirm,
}
