using System.Globalization;
using Edge.Gateway.Cells.DisasterRecovery;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Control;

/// <summary>Carries out operators' orders about modes and weights: checks that they are safe, decides, and writes the event.</summary>
internal sealed class CellControl(
    SnapshotStore snapshots, IDecisionStore decisions, CellDirector director, ICellCapacity capacity, ControlTurn turn, ControlJournal journal)
{
    /// <summary>Weight of what nobody drained.</summary>
    public const int FullWeight = 100;

    private const string OrgFamily = "system.org";

    // Tenants that a refusal names; the rest is counted.
    private const int MaxNamed = 5;

    /// <summary>Sets or ends read-only mode of the fleet.</summary>
    public Task<ControlResult> SetFleetModeAsync(bool readOnly, ControlOrder order, CancellationToken cancellationToken) =>
        SetModeAsync(DecisionKeys.FleetMode, "system.fleet", "fleet", readOnly, order, cancellationToken);

    /// <summary>Sets or ends read-only mode of a cell.</summary>
    public Task<ControlResult> SetModeAsync(Cell cell, bool readOnly, ControlOrder order, CancellationToken cancellationToken) =>
        SetModeAsync(DecisionKeys.CellMode(cell.Id), "system.cell", cell.Id, readOnly, order, cancellationToken, cell);

    /// <summary>Sets or ends read-only mode of a tenant.</summary>
    public Task<ControlResult> SetModeAsync(Tenant tenant, bool readOnly, ControlOrder order, CancellationToken cancellationToken) =>
        SetModeAsync(DecisionKeys.TenantMode(tenant.Id), OrgFamily, tenant.Id, readOnly, order, cancellationToken);

    /// <summary>Sets the share of its usual traffic that a cell, zone, pool or destination gets.</summary>
    /// <param name="target">What.</param>
    /// <param name="percent">0, drained, to <see cref="FullWeight"/>.</param>
    /// <param name="order">By whom.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="IOException">The decision could not be kept, and is not in force.</exception>
    public async Task<ControlResult> SetWeightAsync(DrainTarget target, int percent, ControlOrder order, CancellationToken cancellationToken)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        await Task.Yield(); // All tenants may be looked at: not on a socket's thread.
        int before = decisions.Current.Find(target.Key) is { } decision && int.TryParse(decision.Value, CultureInfo.InvariantCulture, out int weight) ? weight : FullWeight;
        if (before == percent)
        {
            return ControlResult.Unchanged;
        }

        string type = percent < before ? "system.cell.drain" : "system.cell.undrain";
        string? danger = DangerOfUpgrade(target.Cell) ?? (percent < before ? DangerOf(target, percent) : null);
        if (danger is not null && !order.Force)
        {
            return await RefuseAsync(type, target.Name, danger, order);
        }

        string? value = percent == FullWeight ? null : percent.ToString(CultureInfo.InvariantCulture);
        EdgeEvent done = new(type, EventSeverity.Info, order.Actor, target.Name, EventOutcome.Success, Join($"weight {percent} %", order.Reason));
        return await DecideAsync(new DecisionChange(target.Key, value), done, danger, order);
    }

    internal static string Join(string what, string reason) => reason.Length == 0 ? what : $"{what}: {reason}";

    private async Task<ControlResult> SetModeAsync(string key, string family, string target, bool readOnly, ControlOrder order, CancellationToken cancellationToken, Cell? cell = null)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        if (decisions.Current.Find(key) is not null == readOnly)
        {
            return ControlResult.Unchanged;
        }

        string type = readOnly ? $"{family}.read_only" : $"{family}.read_write";
        string? danger = cell is null ? null : DangerOfUpgrade(cell);
        if (danger is not null && !order.Force)
        {
            return await RefuseAsync(type, target, danger, order);
        }

        EdgeEvent done = new(type, readOnly ? EventSeverity.Warn : EventSeverity.Info, order.Actor, target, EventOutcome.Success, order.Reason.Length == 0 ? null : order.Reason)
        {
            Tenant = family == OrgFamily ? target : null,
        };
        return await DecideAsync(new DecisionChange(key, readOnly ? DecisionKeys.ReadOnly : null), done, danger, order);
    }

    private async Task<ControlResult> RefuseAsync(string type, string target, string danger, ControlOrder order)
    {
        journal.Write(new EdgeEvent(type, EventSeverity.Warn, order.Actor, target, EventOutcome.Deny, danger));
        await journal.FlushAsync();
        return new ControlResult(ControlOutcome.Refused, danger);
    }

    // What was forced is told by itself.
    private async Task<ControlResult> DecideAsync(DecisionChange change, EdgeEvent done, string? danger, ControlOrder order)
    {
        EdgeEvent[] events = danger is null ? [done] : [done, new EdgeEvent(done.EventType + "_forced", EventSeverity.Warn, order.Actor, done.Target, EventOutcome.Success, danger)];
        await decisions.DecideAsync([change with { Events = events }], order.Actor, order.Reason, CancellationToken.None); // Begun is finished, whether the caller waits or not.
        return ControlResult.Done;
    }

    // Written to during an upgrade, or served by its drained half, a cell may lose what clients were told is kept.
    private string? DangerOfUpgrade(Cell cell) => UpgradeRuns.OfCell(decisions.Current, cell.Id) is { } upgrade
        ? $"Upgrade \"{upgrade}\" of cell \"{cell.Id}\" is under way, and sets modes and weights itself; abort it rather."
        : null;

    private string? DangerOf(DrainTarget target, int percent) =>
        target.IsCell ? DangerOfCell(target.Cell, percent) : percent == 0 ? DangerOfDestinations(target) : null;

    private string? DangerOfDestinations(DrainTarget target)
    {
        Cell cell = target.Cell;
        ControlView view = director.View;
        CellDestination[] others = [.. cell.Destinations.Except(target.Destinations).Where(destination => !view.IsDrained(cell, destination))];
        if (others.Length == 0)
        {
            return $"Nothing of cell \"{cell.Id}\" would be left that is not drained.";
        }

        HashSet<string> available = CellAvailability.DestinationsOf(cell);
        if (!target.Destinations.Any(destination => available.Contains(destination.Id)))
        {
            return null; // Nothing is lost that takes requests.
        }

        int left = others.Count(destination => available.Contains(destination.Id));
        return left == 0 ? $"No other destination of cell \"{cell.Id}\" takes requests now." : DangerOfRoom(cell, (double)left / available.Count);
    }

    // Whether a part of a cell can bear what its tenants are expected to send.
    private string? DangerOfRoom(Cell cell, double part)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        double load = CellLoads.Of(snapshot.Get<CellTable>(), snapshot.Get<TenantDirectory>(), director)[cell.Id];
        double room = capacity.RequestsPerSecond(cell.Id) * part;
        return load <= room ? null : string.Create(CultureInfo.InvariantCulture, $"What is left of cell \"{cell.Id}\" could bear {room:0.##} requests per second; its tenants need {load:0.##}.");
    }

    private string? DangerOfCell(Cell cell, int percent)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        CellTable cells = snapshot.Get<CellTable>();
        ControlView view = director.View;
        if (percent == 0 && !cells.Cells.Any(other => other.Id != cell.Id && view.WeightOf(other.Id) > 0 && CellAvailability.IsAvailable(other)))
        {
            return $"Cell \"{cell.Id}\" is the last that takes requests.";
        }

        Tenant[] leaving = [.. snapshot.Get<TenantDirectory>().Tenants.Where(tenant => director.Assign(cells, tenant).Cell.Id == cell.Id && MustLeave(tenant))];
        Tenant[] stranded = [.. leaving.Where(tenant => !CanLeave(tenant))];
        if (stranded.Length > 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{stranded.Length} tenants have no other cell that takes requests: {string.Join(", ", stranded.Take(MaxNamed).Select(static tenant => tenant.Id))}{(stranded.Length > MaxNamed ? ", …" : "")}.");
        }

        // As for a failover: who goes to another cell must find room there.
        var safety = new RecoverySafety(cells, snapshot.Get<TenantDirectory>(), director, capacity);
        foreach (Tenant tenant in leaving)
        {
            Cell recovery = cells.RecoveryOf(tenant)!;
            if (safety.DangerOf(tenant, recovery, isHome: false) is { } danger)
            {
                return danger;
            }

            safety.Move(new RecoveryMove(tenant, cell, recovery, Danger: null));
        }

        return null;

        // With some weight left it keeps those below its percentile, those without another cell, and those that were failed over to it.
        bool MustLeave(Tenant tenant) => percent == 0
            || (cells.HomeOf(tenant).Id == cell.Id && Rendezvous.PercentileOf(tenant.Id) >= percent && cells.RecoveryOf(tenant) is { } recovery && view.WeightOf(recovery.Id) > 0);

        bool CanLeave(Tenant tenant) =>
            cells.HomeOf(tenant).Id == cell.Id && cells.RecoveryOf(tenant) is { } recovery && view.WeightOf(recovery.Id) > 0 && CellAvailability.IsAvailable(recovery);
    }
}
