using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.Notifications;
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
    INotifier notifier,
    TimeProvider time)
{
    /// <summary>Decisions that are kept in one step; more take several.</summary>
    public const int MaxMovesPerDecision = 1000;

    public const string FailoverDone = "Failover was successful";
    public const string FailbackDone = "Failback was successful";
    public const string FailedOverAlready = "Already failed over";
    public const string NotFailedOver = "Not failed over";

    /// <summary>Whether a tenant was failed over and not back.</summary>
    public bool IsFailedOver(Tenant tenant) => director.View.FailoverOf(tenant.Id) is { } cell && cell != tenant.CellId;

    /// <summary>Sends tenants to their DR cells, read-only.</summary>
    /// <exception cref="IOException">The decision could not be kept; what this call moved before stays moved.</exception>
    public async Task<IReadOnlyList<RecoveryResult>> FailoverAsync(IReadOnlyList<Tenant> tenants, ControlOrder order, CancellationToken cancellationToken)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        CellTable cells = snapshots.Current.Get<CellTable>();
        return await MoveAsync(tenants, order, isFailover: true, Plan, cancellationToken);

        (Cell? To, string Refusal) Plan(Tenant tenant) => IsFailedOver(tenant) ? (null, FailedOverAlready)
            : cells.RecoveryOf(tenant) is not { } recovery ? (null, "Failover failed: there is no DR cell for this domain.")
            : (recovery, "");
    }

    /// <summary>Sends tenants back to their home cells.</summary>
    /// <exception cref="IOException">The decision could not be kept; what this call moved before stays moved.</exception>
    public async Task<IReadOnlyList<RecoveryResult>> FailbackAsync(IReadOnlyList<Tenant> tenants, ControlOrder order, CancellationToken cancellationToken)
    {
        using IDisposable mine = await turn.TakeAsync(cancellationToken);
        CellTable cells = snapshots.Current.Get<CellTable>();
        return await MoveAsync(tenants, order, isFailover: false, tenant => IsFailedOver(tenant) ? (cells.HomeOf(tenant), "") : (null, NotFailedOver), cancellationToken);
    }

    private async Task<IReadOnlyList<RecoveryResult>> MoveAsync(
        IReadOnlyList<Tenant> tenants, ControlOrder order, bool isFailover, Func<Tenant, (Cell? To, string Refusal)> plan, CancellationToken cancellationToken)
    {
        await Task.Yield(); // All tenants are looked at: not on a socket's thread.
        EdgeSnapshot snapshot = snapshots.Current;
        CellTable cells = snapshot.Get<CellTable>();
        var safety = new RecoverySafety(cells, snapshot.Get<TenantDirectory>(), director, capacity);
        var results = new RecoveryResult[tenants.Count];
        List<(int Index, RecoveryMove Move)> moves = [];
        for (int index = 0; index < results.Length; index++)
        {
            Tenant tenant = tenants[index];
            (Cell? to, string refusal) = plan(tenant);
            string? danger = to is null ? null : safety.DangerOf(tenant, to, isHome: !isFailover);
            if (to is null || !tenant.Allows(to.Jurisdiction) || (danger is not null && !order.Force))
            {
                bool isSo = refusal is FailedOverAlready or NotFailedOver;
                results[index] = new RecoveryResult(tenant, isSo, IsChanged: false, danger is null ? refusal : $"{(isFailover ? "Failover" : "Failback")} failed: {danger}");
                await RefuseAsync(results[index], isFailover, order);
                continue;
            }

            var move = new RecoveryMove(tenant, director.Assign(cells, tenant).Cell, to, danger);
            safety.Move(move);
            moves.Add((index, move));
            results[index] = new RecoveryResult(tenant, IsGood: true, IsChanged: true, isFailover ? FailoverDone : FailbackDone);
        }

        foreach ((int, RecoveryMove Move)[] chunk in moves.Chunk(MaxMovesPerDecision))
        {
            DecisionChange[] changes = [.. chunk.Select(entry => new DecisionChange(DecisionKeys.TenantFailover(entry.Move.Tenant.Id), isFailover ? entry.Move.To.Id : null))];
            await decisions.DecideAsync(changes, order.Actor, order.Reason, CancellationToken.None); // Begun is finished: an event follows, whether the caller waits or not.
            foreach ((_, RecoveryMove move) in chunk)
            {
                await TellAsync(move, isFailover, order);
            }
        }

        if (moves.Count > 0)
        {
            Notify([.. moves.Select(static entry => entry.Move.Tenant)], isFailover, order);
        }

        return results;
    }

    private void Notify(IReadOnlyList<Tenant> tenants, bool isFailover, ControlOrder order)
    {
        string[] domains = [.. tenants.SelectMany(static tenant => tenant.Hosts)];
        notifier.Notify(new Notification(
            Guid.CreateVersion7(time.GetUtcNow()).ToString(),
            isFailover ? "system.dr.failover" : "system.dr.failback",
            time.GetUtcNow(),
            $"{(isFailover ? "Failover" : "Failback")} of {domains[0]}{(domains.Length > 1 ? $" and {domains.Length - 1} more" : "")}",
            order.Actor,
            [.. domains.Take(Notification.MaxTargets)],
            domains.Length,
            order.Reason));
    }

    private async Task TellAsync(RecoveryMove move, bool isFailover, ControlOrder order)
    {
        string type = isFailover ? "system.dr.failover" : "system.dr.failback";
        EventSeverity severity = isFailover ? EventSeverity.Warn : EventSeverity.Info;
        await journal.WriteAsync(new EdgeEvent(type, severity, order.Actor, move.Tenant.Id, EventOutcome.Success, CellControl.Join($"from {move.From.Id} to {move.To.Id}", order.Reason)) { Tenant = move.Tenant.Id });
        if (move.Danger is not null)
        {
            await journal.WriteAsync(new EdgeEvent(type + "_forced", EventSeverity.Warn, order.Actor, move.Tenant.Id, EventOutcome.Success, move.Danger) { Tenant = move.Tenant.Id });
        }
    }

    // An attempt that a safety rule stopped is worth an event; one that found everything done is not.
    private Task RefuseAsync(RecoveryResult result, bool isFailover, ControlOrder order) => result.IsGood
        ? Task.CompletedTask
        : journal.WriteAsync(new EdgeEvent(
            isFailover ? "system.dr.failover" : "system.dr.failback", EventSeverity.Error, order.Actor, result.Tenant.Id, EventOutcome.Failure, result.Message) { Tenant = result.Tenant.Id });
}
