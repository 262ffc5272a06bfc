using System.Text.Json;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Edge.Gateway.State;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/fleet</c>: the nodes, and what is out of the ordinary.</summary>
internal sealed class FleetEndpoints(AdminGate gate, FleetRoster roster, CellDirector director, SnapshotStore snapshots, ConfigReloader reloader, TimeProvider time) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/fleet", gate.RequireSome(AdminPermissions.CellsRead, ShowAsync));

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        ControlView view = director.View;
        EdgeSnapshot snapshot = snapshots.Current;
        DateTimeOffset now = time.GetUtcNow();
        string self = roster.Self.Id;
        return context.Response.WriteAsJsonAsync(
            new
            {
                nodes = roster.Nodes.Select(node => new
                {
                    id = node.Id,
                    zone = node.Zone.Length == 0 ? null : node.Zone,
                    version = node.Version,
                    started = node.Started,
                    seen = node.Seen,
                    uptimeSeconds = (long)Math.Max(0, (now - node.Started).TotalSeconds),
                    state = roster.IsSilent(node) ? "silent" : "up",
                    epoch = node.Epoch,
                    configVersion = node.ConfigVersion,
                    configGood = node.IsConfigGood,
                    eventsDropped = node.EventsDropped,
                    self = node.Id == self,
                }),
                redis = !roster.IsRedisConfigured ? "none" : roster.IsRedisUp ? "up" : "down",
                mode = view.IsFleetReadOnly ? "read-only" : "read-write",
                failedOver = CountFailedOver(view, principal.ReachOf(AdminPermissions.DisasterRecoveryRead)),
                readOnlyCells = snapshot.Get<CellTable>().Cells.Select(static cell => cell.Id)
                    .Where(cell => director.IsReadOnly(cell) && principal.Allows(AdminPermissions.CellsRead, AdminResource.Cell(cell))),
                config = new
                {
                    version = snapshot.Version,
                    loadedAt = snapshot.LoadedAt,
                    errors = reloader.LastResult?.Diagnostics.Items.Count(static item => item.IsError) ?? 0,
                    warnings = reloader.LastResult?.Diagnostics.Items.Count(static item => !item.IsError) ?? 0,
                },
            },
            JsonSerializerOptions.Web);
    }

    // There may be a million, and a page asks twice a second: none of them is looked at.
    private static int CountFailedOver(ControlView view, AdminResourceSet reach) => reach.Contains(AdminResource.AllTenants) ? view.FailedOver.Count
        : reach.Items.Count(item => item.Kind == AdminResource.TenantKind && view.FailoverOf(item.Id) is not null);
}
