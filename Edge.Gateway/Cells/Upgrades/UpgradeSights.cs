using Edge.Gateway.Cells.Upgrades.Phases;
using Edge.Gateway.Config;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What this node and the others see of the cells in upgrades.</summary>
internal sealed class UpgradeSights(SnapshotStore snapshots, IDecisionStore decisions, CellErrors errors, IUpgradeFleet fleet)
{
    /// <summary>Tells the other nodes what this one sees; counts failures where a gate may ask for them.</summary>
    /// <returns>What they see; null while they cannot be heard.</returns>
    public async Task<IReadOnlyList<UpgradeSight>?> ExchangeAsync()
    {
        UpgradeRun[] runs = [.. UpgradeRuns.All(decisions.Current).Where(static run => !run.HasEnded)];
        errors.KeepOnly([.. runs.Where(IsAtGate).Select(static run => run.Cell)]);
        return runs.Length == 0 ? [] : await fleet.ExchangeAsync([.. runs.Select(Of)]);
    }

    /// <summary>Requests under way on this node to the half that is drained in a step.</summary>
    public static int InFlight(Cell cell, UpgradeStep step) =>
        cell.Live.Table.All.Where(destination => destination.Config.Pool == step.DrainedPool()).Sum(static destination => destination.InFlight);

    private static bool IsAtGate(UpgradeRun run) => run is { Phase: UpgradePhase.Gate, Status: UpgradeStatus.Running };

    private UpgradeSight Of(UpgradeRun run)
    {
        int inFlight = snapshots.Current.Get<CellTable>().TryGet(run.Cell, out Cell? cell) ? InFlight(cell, run.Step) : 0;
        ErrorWatch? watch = IsAtGate(run) ? errors.Watch(run) : null;
        return new UpgradeSight(run.Id, run.Step, run.Current.Round, inFlight, watch?.Requests ?? 0, watch?.Failures ?? 0);
    }
}
