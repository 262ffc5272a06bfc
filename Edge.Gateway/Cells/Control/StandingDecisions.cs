using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.DisasterRecovery;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Control;

/// <summary>What operators decided of modes, weights and failovers, also of what the configuration has lost; and taking it back.</summary>
internal sealed class StandingDecisions(SnapshotStore snapshots, IDecisionStore decisions, CellControl control, RecoveryService recovery, ControlTurn turn)
{
    // A set never changes, and pages ask twice a second: of what may be a million failovers the order is kept, and no more.
    private static readonly ConditionalWeakTable<DecisionSet, Decision[]> Ordered = new();

    /// <summary>How many there are. The first question after a change looks at every decision; so does <see cref="List"/>.</summary>
    public int Count => OrderedOf(decisions.Current).Length;

    /// <summary>All, the newest first; each is made when it is taken.</summary>
    public IEnumerable<StandingDecision> List()
    {
        EdgeSnapshot snapshot = snapshots.Current;
        return OrderedOf(decisions.Current).Select(decision => Of(snapshot, decision)).OfType<StandingDecision>();
    }

    /// <summary>The one of an id; null for none.</summary>
    public StandingDecision? Find(string id) => decisions.Current.Find(id.Replace(':', '/')) is { } decision ? Of(snapshots.Current, decision) : null;

    /// <summary>Takes one back, as the order of its kind would: by the same rules, with the same event. What is not configured any more is taken back without rules.</summary>
    /// <exception cref="IOException">It could not be kept, and still holds.</exception>
    public async Task<ControlResult> TakeBackAsync(StandingDecision standing, ControlOrder order, CancellationToken cancellationToken)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        Cell? cell = standing.Cell is not null && snapshot.Get<CellTable>().TryGet(standing.Cell, out Cell? found) ? found : null;
        Tenant? tenant = standing.Tenant is not null && snapshot.Get<TenantDirectory>().TryGetById(standing.Tenant, out Tenant? named) ? named : null;
        return standing.Kind switch
        {
            "failover" when tenant is not null => await FailBackAsync(tenant, order, cancellationToken),
            "mode" when tenant is not null => await control.SetModeAsync(tenant, readOnly: false, order, cancellationToken),
            "mode" when cell is not null => await control.SetModeAsync(cell, readOnly: false, order, cancellationToken),
            "mode" when standing.Target == "fleet" => await control.SetFleetModeAsync(readOnly: false, order, cancellationToken),
            "weight" when cell is not null && TargetOf(cell, standing.Decision.Key) is { } target => await control.SetWeightAsync(target, CellControl.FullWeight, order, cancellationToken),
            _ => await ForgetAsync(standing, order, cancellationToken),
        };
    }

    private async Task<ControlResult> FailBackAsync(Tenant tenant, ControlOrder order, CancellationToken cancellationToken)
    {
        RecoveryResult result = (await recovery.FailbackAsync([tenant], order, cancellationToken))[0];
        return result.IsGood ? ControlResult.Done : new ControlResult(ControlOutcome.Refused, result.Message);
    }

    // Nobody is served by it, so no rule stands against it.
    private async Task<ControlResult> ForgetAsync(StandingDecision standing, ControlOrder order, CancellationToken cancellationToken)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        string type = standing.Kind switch
        {
            "failover" => "system.dr.failback",
            "weight" => "system.cell.undrain",
            _ => standing.Tenant is null ? "system.cell.read_write" : "system.org.read_write",
        };
        EdgeEvent done = new(type, EventSeverity.Info, order.Actor, standing.Target, EventOutcome.Success, CellControl.Join("taken back; it is not configured any more", order.Reason)) { Tenant = standing.Tenant };
        await decisions.DecideAsync([new DecisionChange(standing.Decision.Key, null) { Events = [done] }], order.Actor, order.Reason, CancellationToken.None);
        return ControlResult.Done;
    }

    private static Decision[] OrderedOf(DecisionSet set) => Ordered.GetValue(set, static set =>
        [.. set.All.Where(static decision => Parse(decision.Key) is not null).OrderByDescending(static decision => decision.Epoch).ThenBy(static decision => decision.Key, StringComparer.Ordinal)]);

    private static StandingDecision? Of(EdgeSnapshot snapshot, Decision decision)
    {
        if (Parse(decision.Key) is not var (kind, cell, tenant))
        {
            return null;
        }

        bool exists = tenant is not null ? snapshot.Get<TenantDirectory>().TryGetById(tenant, out _)
            : cell is null || (snapshot.Get<CellTable>().TryGet(cell, out Cell? found) && (kind == "mode" || TargetOf(found, decision.Key) is not null));
        return new StandingDecision(decision, kind, decision.Key[..^(kind.Length + 1)], cell, tenant, exists);
    }

    // Its kind, and the cell or tenant that it is about; null for upgrades and grants, which have pages of their own.
    private static (string Kind, string? Cell, string? Tenant)? Parse(string key) => key.Split('/') switch
    {
        ["fleet", "mode"] => ("mode", null, null),
        ["tenant", var id, ("mode" or "failover") and var kind] => (kind, null, id),
        ["cell", var id, "mode"] => ("mode", id, null),
        ["cell", var id, .., "weight"] => ("weight", id, null),
        _ => null,
    };

    private static DrainTarget? TargetOf(Cell cell, string key) => key.Split('/') switch
    {
        [_, _, "weight"] => DrainTarget.OfCell(cell),
        [_, _, ("zone" or "pool" or "destination") and var kind, .. var name, _] => DrainTarget.Of(cell, kind + "s", string.Join('/', name)),
        _ => null,
    };
}
