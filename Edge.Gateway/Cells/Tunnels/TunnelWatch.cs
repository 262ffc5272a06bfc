using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Tunnels;

/// <summary>Ends tunnels: at once when they may write and their tenant is read-only; when their tenant is configured no more; when the cell's <c>drainDeadline</c> has passed when their place was drained, or their tenant moved.</summary>
internal sealed partial class TunnelWatch(TunnelRegistry registry, SnapshotStore snapshots, CellDirector director, TimeProvider time, ILogger<TunnelWatch> logger)
{
    /// <summary>One look at all tunnels.</summary>
    public void StepOnce()
    {
        if (registry.Count == 0)
        {
            return;
        }

        EdgeSnapshot snapshot = snapshots.Current;
        ControlView view = director.View;
        int closed = 0;
        foreach (Tunnel tunnel in registry.All)
        {
            if (!snapshot.Get<TenantDirectory>().TryGetById(tunnel.TenantId, out Tenant? tenant) || MustEnd(tunnel, director.Assign(snapshot.Get<CellTable>(), tenant), view))
            {
                tunnel.Close();
                closed++;
            }
        }

        if (closed > 0)
        {
            LogClosed(closed);
        }
    }

    private bool MustEnd(Tunnel tunnel, CellAssignment assignment, ControlView view)
    {
        if (tunnel.MayWrite && assignment.IsReadOnly)
        {
            return true;
        }

        bool isLeaving = assignment.Cell.Id != tunnel.Cell.Id || assignment.IsDrained || IsDrained(tunnel, view);
        tunnel.LeavingSince = isLeaving ? tunnel.LeavingSince ?? time.GetTimestamp() : null;
        return tunnel.LeavingSince is { } since && time.GetElapsedTime(since) >= tunnel.Cell.DrainDeadline;
    }

    private static bool IsDrained(Tunnel tunnel, ControlView view) =>
        tunnel.FindDestination() is { } id
        && tunnel.Cell.Destinations.FirstOrDefault(destination => destination.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } destination
        && view.IsDrained(tunnel.Cell, destination);

    [LoggerMessage(EdgeEvents.TunnelsClosed, LogLevel.Information, "{Count} tunnels were ended: drained, moved, read-only, or their tenant is gone.")]
    private partial void LogClosed(int count);
}
