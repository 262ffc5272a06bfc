namespace Edge.Gateway.Cells.Upgrades;

/// <summary>How a step of an upgrade stands.</summary>
internal enum UpgradeStepState
{
    Pending,
    Running,
    Waiting,
    Done,
    Failed,
}
