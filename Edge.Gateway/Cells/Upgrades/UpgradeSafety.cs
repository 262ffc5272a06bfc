using System.Globalization;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What must be so before an upgrade begins.</summary>
internal static class UpgradeSafety
{
    /// <summary>Why a cell cannot be upgraded now; null when it can.</summary>
    public static string? WhyNot(Cell cell, UpgradePlan plan, CellDirector director, CellTable cells, TenantDirectory tenants)
    {
        ControlView view = director.View;
        DecisionSet decisions = view.Decisions;
        if (UpgradeRuns.OfCell(decisions, cell.Id) is { } other)
        {
            return $"Upgrade \"{other}\" of cell \"{cell.Id}\" is under way; one at a time.";
        }

        string[] decided = [DecisionKeys.FleetMode, DecisionKeys.CellMode(cell.Id), DecisionKeys.CellWeight(cell.Id), DecisionKeys.PoolWeight(cell.Id, UpgradeSteps.LeadingPool), DecisionKeys.PoolWeight(cell.Id, UpgradeSteps.TrailingPool)];
        if (decided.Select(decisions.Find).OfType<Decision>().FirstOrDefault() is { } standing)
        {
            return $"\"{standing.Key}\" is \"{standing.Value}\", decided by {standing.Actor}; undo that first.";
        }

        if (director.WithoutWriters.Contains(cell.Id))
        {
            return $"No primary of cell \"{cell.Id}\" takes requests: it is read-only by itself.";
        }

        return WhyNotMoved(cell, view, cells, tenants) ?? WhyNotPool(cell, UpgradeSteps.LeadingPool) ?? WhyNotPool(cell, UpgradeSteps.TrailingPool)
            ?? (cell.HasReplicas && !cell.Destinations.Any(static destination => destination is { IsReplica: false, Pool: UpgradeSteps.LeadingPool })
                ? $"Pool {UpgradeSteps.LeadingPool} of cell \"{cell.Id}\" has no primary: nothing could be written after the switch."
                : WhyNotHooks(plan));
    }

    // While tenants are elsewhere, or were sent here, the cell is needed as it is.
    private static string? WhyNotMoved(Cell cell, ControlView view, CellTable cells, TenantDirectory tenants)
    {
        Tenant[] moved = [.. tenants.Tenants.Where(tenant => view.FailoverOf(tenant.Id) is { } to && (to == cell.Id || cells.HomeOf(tenant).Id == cell.Id))];
        return moved.Length == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{moved.Length} tenants are failed over from or to cell \"{cell.Id}\", {moved[0].Id} among them; fail them back first.");
    }

    private static string? WhyNotPool(Cell cell, string pool)
    {
        LiveDestination[] half = [.. cell.Live.Table.All.Where(destination => destination.Config.Pool == pool)];
        return half.Length == 0 ? $"Pool {pool} of cell \"{cell.Id}\" is empty: each half must be able to serve alone."
            : !half.Any(static destination => destination is { IsHealthy: true, Share: > 0 }) ? $"No destination in pool {pool} of cell \"{cell.Id}\" takes requests: each half must be able to serve alone."
            : null;
    }

    private static string? WhyNotHooks(UpgradePlan plan)
    {
        foreach (UpgradeHook hook in plan.Steps.Values.Select(static step => step.Hook).OfType<UpgradeHook>())
        {
            foreach ((string name, string value) in hook.Headers)
            {
                if (!SecretReference.TryRead(value, out _, out string why))
                {
                    return $"Header {name} of a hook of plan \"{plan.Name}\": {why}.";
                }
            }
        }

        return null;
    }
}
