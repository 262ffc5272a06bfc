using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Notifications;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.DisasterRecovery;

/// <summary>Tells super admins of failovers and failbacks, made of their events: when they are decided, and at the start those that an earlier run decided and did not live to tell.</summary>
/// <remarks>A run tells of a move before the move's event goes to the System Log, so a move whose event waits there may not have been told. Told twice, it has the same id.</remarks>
internal sealed class RecoveryNotices(SnapshotStore snapshots, LocalDecisions decisions, INotifier notifier, TimeProvider time) : ISnapshotObserver, IHostedService
{
    public const string Failover = "system.dr.failover";
    public const string Failback = "system.dr.failback";

    private EdgeEvent[] _left = [];

    /// <summary>Tells of the moves of one order in one notification.</summary>
    /// <param name="news">All events of the order, as they are kept.</param>
    /// <param name="reason">One line; empty when nobody said.</param>
    public void Tell(IEnumerable<EdgeEvent> news, string reason)
    {
        EdgeEvent[] moves = [.. news.Where(static one => one is { EventType: Failover or Failback, Id: not null })];
        if (moves.Length == 0)
        {
            return;
        }

        TenantDirectory tenants = snapshots.Current.Get<TenantDirectory>();
        string[] domains = [.. moves.SelectMany(move => tenants.TryGetById(move.Target, out Tenant? tenant) ? tenant.Hosts : [move.Target])];
        EdgeEvent first = moves[0];
        notifier.Notify(new Notification(
            (moves.Length == 1 ? first.Id!.Value : EventIdentity.Of(first.EventType, string.Join('\n', moves.Select(static move => move.Id)))).ToString(),
            first.EventType,
            first.Published ?? time.GetUtcNow(), // When it was decided.
            $"{(first.EventType == Failover ? "Failover" : "Failback")} of {domains[0]}{(domains.Length > 1 ? $" and {domains.Length - 1} more" : "")}",
            first.Actor,
            [.. domains.Take(Notification.MaxTargets)],
            domains.Length,
            reason));
    }

    /// <summary>Takes what an earlier run left, before the System Log is told of it.</summary>
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            DateTimeOffset oldest = time.GetUtcNow() - NotificationOutbox.MaxAge;
            _left = [.. decisions.ReadUntold(LocalDecisions.MaxPerTransaction).Events.Where(one => one.Published > oldest)];
        }

        return ValueTask.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<(string, string, DateTimeOffset?), EdgeEvent> order in _left.Where(static one => one.EventType is Failover or Failback).GroupBy(static move => (move.EventType, move.Actor, move.Published)))
        {
            Tell([.. order], order.First().Reason ?? "");
        }

        _left = [];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
