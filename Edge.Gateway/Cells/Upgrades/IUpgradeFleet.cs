namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Lets the nodes of a fleet see upgrades' cells with all their eyes: each has requests of its own there.</summary>
internal interface IUpgradeFleet
{
    /// <summary>Tells what this node sees, and hears what each other one that lives sees.</summary>
    /// <returns>Null while the others cannot be heard.</returns>
    Task<IReadOnlyList<UpgradeSight>?> ExchangeAsync(IReadOnlyList<UpgradeSight> own);
}
