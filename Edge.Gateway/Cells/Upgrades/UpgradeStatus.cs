namespace Edge.Gateway.Cells.Upgrades;

/// <summary>How an upgrade stands.</summary>
internal enum UpgradeStatus
{
    /// <summary>A step is at work.</summary>
    Running,

    /// <summary>A person must approve before it goes on.</summary>
    Waiting,

    /// <summary>A step past the switch failed, or someone aborted there: approving tries the step again, aborting ends the upgrade as it is.</summary>
    Blocked,

    /// <summary>Both halves are upgraded and take requests.</summary>
    Completed,

    /// <summary>A step before the switch failed, and the old half serves alone or with the untouched other one, read-write.</summary>
    RolledBack,

    /// <summary>Someone ended it.</summary>
    Aborted,
}
