using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.DisasterRecovery;

/// <summary>Fails tenants over to their DR cells, and back: safety rules, one decision, one event each.</summary>
/// <remarks>
/// Nothing but this node is needed: its own probes, its own store of decisions. Calls run one after the other; a repeated one finds the
/// tenant where it wants it, and does nothing. A tenant never goes where its jurisdictions forbid, forced or not.
/// </remarks>
internal sealed class RecoveryService(
    SnapshotStore snapshots,
    IDecisionStore decisions,
    CellDirector director,
    ICellCapacity capacity,
    ControlTurn turn,
    ControlJournal journal,
    RecoveryNotices notices)
{
    public const string FailoverDone = "Failover was successful";
    public const string FailbackDone = "Failback was successful";
    public const string FailedOverAlready = "Already failed over";
    public const string NotFailedOver = "Not failed over";

    /// <summary>Whether a tenant was failed over and not back.</summary>
    public bool IsFailedOver(Tenant tenant) => director.View.FailoverOf(tenant.Id) is { } cell && cell != tenant.CellId;

    /// <summary>Whether the safety rules let any of these tenants move now.</summary>
    public bool CanFailOverAny(IReadOnlyList<Tenant> tenants)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        RecoverySafety safety = SafetyOf(snapshot);
        ControlOrder order = new("", "", Force: false);
        return tenants.Any(tenant => Plan(snapshot, tenant, safety, order, isFailover: true).Move is not null);
    }

    /// <summary>Sends tenants to their DR cells, read-only.</summary>
    /// <exception cref="IOException">The decision could not be kept; what this call moved before stays moved.</exception>
    public Task<IReadOnlyList<RecoveryResult>> FailoverAsync(IReadOnlyList<Tenant> tenants, ControlOrder order, CancellationToken cancellationToken) =>
        MoveAsync(tenants, order, isFailover: true, cancellationToken);

    /// <summary>Sends tenants back to their home cells.</summary>
    /// <exception cref="IOException">The decision could not be kept; what this call moved before stays moved.</exception>
    public Task<IReadOnlyList<RecoveryResult>> FailbackAsync(IReadOnlyList<Tenant> tenants, ControlOrder order, CancellationToken cancellationToken) =>
        MoveAsync(tenants, order, isFailover: false, cancellationToken);

    private async Task<IReadOnlyList<RecoveryResult>> MoveAsync(IReadOnlyList<Tenant> tenants, ControlOrder order, bool isFailover, CancellationToken cancellationToken)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        await Task.Yield(); // All tenants are looked at: not on a socket's thread.
        EdgeSnapshot snapshot = snapshots.Current;
        RecoverySafety safety = SafetyOf(snapshot);
        var results = new RecoveryResult[tenants.Count];
        List<(int Index, RecoveryMove Move)> moves = [];
        List<EdgeEvent> news = [];
        for (int index = 0; index < results.Length; index++)
        {
            (RecoveryMove? move, bool isSo, string message) = Plan(snapshot, tenants[index], safety, order, isFailover);
            results[index] = new RecoveryResult(tenants[index], IsGood: move is not null || isSo, IsChanged: move is not null, message);
            if (move is not null)
            {
                safety.Move(move);
                moves.Add((index, move));
            }
            else if (!isSo)
            {
                news.Add(Refusal(tenants[index], message, isFailover, order));
            }
            else if (isFailover)
            {
                news.AddRange(Again(snapshot, tenants[index]));
            }
        }

        await DecideAsync(snapshot, moves, results, isFailover, order);
        await journal.WriteAsync(news);
        return results;
    }

    private RecoverySafety SafetyOf(EdgeSnapshot snapshot) => new(snapshot.Get<CellTable>(), snapshot.Get<TenantDirectory>(), director, capacity);

    // What to do, or whether it is so already, and what to say.
    private (RecoveryMove? Move, bool IsSo, string Message) Plan(EdgeSnapshot snapshot, Tenant asked, RecoverySafety safety, ControlOrder order, bool isFailover)
    {
        if (!snapshot.Get<TenantDirectory>().TryGetById(asked.Id, out Tenant? tenant))
        {
            return (null, false, "Unknown domain"); // Removed by a reload since it was asked for.
        }

        // A failover to what a reload made its home is none, but it is undone: it would come back with another reload.
        if (isFailover ? IsFailedOver(tenant) : director.View.FailoverOf(tenant.Id) is null)
        {
            return (null, true, isFailover ? FailedOverAlready : NotFailedOver);
        }

        CellTable cells = snapshot.Get<CellTable>();
        if ((isFailover ? cells.RecoveryOf(tenant) : cells.HomeOf(tenant)) is not { } to || !tenant.Allows(to.Jurisdiction))
        {
            return (null, false, "Failover failed: there is no DR cell for this domain.");
        }

        string? danger = safety.DangerOf(tenant, to, isHome: !isFailover);
        return danger is not null && !order.Force
            ? (null, false, $"{(isFailover ? "Failover" : "Failback")} failed: {danger}")
            : (new RecoveryMove(tenant, director.Assign(cells, tenant).Cell, to, danger), false, isFailover ? FailoverDone : FailbackDone);
    }

    private async Task DecideAsync(EdgeSnapshot snapshot, List<(int Index, RecoveryMove Move)> moves, RecoveryResult[] results, bool isFailover, ControlOrder order)
    {
        DecisionChange[] changes = [.. moves.Select(entry => new DecisionChange(DecisionKeys.TenantFailover(entry.Move.Tenant.Id), isFailover ? entry.Move.To.Id : null)
        {
            Events = EventsOf(entry.Move, isFailover, order),
        })];
        string node = snapshot.Get<NodeSettings>().Id;
        await decisions.DecideAsync(changes, order.Actor, order.Reason, CancellationToken.None, news => notices.Tell(news, order.Reason)); // Begun is finished, whether the caller waits or not.
        foreach (((int index, _), DecisionChange change) in moves.Zip(changes))
        {
            if (decisions.Current.Find(change.Key) is { } decision && decision.Node != node)
            {
                results[index] = results[index] with { IsChanged = false, Message = FailedOverAlready }; // Another node was first, and has told.
            }
        }
    }

    private static EdgeEvent[] EventsOf(RecoveryMove move, bool isFailover, ControlOrder order)
    {
        string type = isFailover ? RecoveryNotices.Failover : RecoveryNotices.Failback;
        EventSeverity severity = isFailover ? EventSeverity.Warn : EventSeverity.Info;
        EdgeEvent done = new(type, severity, order.Actor, move.Tenant.Id, EventOutcome.Success, CellControl.Join($"from {move.From.Id} to {move.To.Id}", order.Reason))
        {
            Tenant = move.Tenant.Id,
            TargetType = "Tenant",
            Message = isFailover ? "The failover of the org's domains to their DR cell was carried out" : "The failback of the org's domains to their home cell was carried out",
        };
        return move.Danger is null ? [done] : [done, new EdgeEvent(type + "_forced", EventSeverity.Warn, order.Actor, move.Tenant.Id, EventOutcome.Success, move.Danger) { Tenant = move.Tenant.Id }];
    }

    // Who failed it over may have died for good before its event was on disk. The log keeps an event once.
    private EdgeEvent[] Again(EdgeSnapshot snapshot, Tenant tenant)
    {
        CellTable cells = snapshot.Get<CellTable>();
        if (decisions.Current.Find(DecisionKeys.TenantFailover(tenant.Id)) is not { } decision || !cells.TryGet(tenant.CellId, out Cell? home) || !cells.TryGet(decision.Value, out Cell? to))
        {
            return [];
        }

        EdgeEvent done = EventsOf(new RecoveryMove(tenant, home, to, Danger: null), isFailover: true, new ControlOrder(decision.Actor, decision.Reason, Force: false))[0];
        return [done with { Id = DecisionVersion.EventId(done.EventType, decision.Key, decision.Version), Published = decision.Decided }];
    }

    private static EdgeEvent Refusal(Tenant tenant, string message, bool isFailover, ControlOrder order) =>
        new(isFailover ? RecoveryNotices.Failover : RecoveryNotices.Failback, EventSeverity.Error, order.Actor, tenant.Id, EventOutcome.Failure, message) { Tenant = tenant.Id };
}
