namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What a node sees of an upgrade's cell, as far as that node has heard of the upgrade.</summary>
/// <param name="Upgrade">Its id.</param>
/// <param name="Step">Where the upgrade is.</param>
/// <param name="Round">Which time it is there.</param>
/// <param name="InFlight">Requests under way on the half that is drained in the step.</param>
/// <param name="Requests">Requests of the cell that ended since the node heard that the upgrade is at a gate; 0 without one.</param>
/// <param name="Failures">Of those failed.</param>
internal sealed record UpgradeSight(string Upgrade, UpgradeStep Step, int Round, int InFlight, long Requests, long Failures)
{
    /// <summary>Whether the node has heard where the upgrade is.</summary>
    public bool IsOf(UpgradeRun run) => (Step, Round) == (run.Step, run.Current.Round);
}
