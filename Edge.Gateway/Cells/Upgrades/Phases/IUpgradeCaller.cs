using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Sends an upgrade's requests: to hooks, and tests to destinations.</summary>
internal interface IUpgradeCaller
{
    /// <summary>Calls a hook once.</summary>
    /// <returns>The status; or 0 and why there is none, free of secrets.</returns>
    Task<(int Status, string Failure)> CallAsync(UpgradeRun run, UpgradeHook hook, CancellationToken cancellationToken);

    /// <summary>Sends a test to a destination.</summary>
    /// <returns>Why it is not good; empty when it is.</returns>
    Task<string> TestAsync(UpgradeTest test, LiveDestination destination, CancellationToken cancellationToken);
}
