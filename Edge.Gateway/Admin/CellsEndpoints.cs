using System.Text.Json;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/cells</c> and <c>GET /api/v1/cells/{id}</c>: health and load of each destination.</summary>
internal sealed class CellsEndpoints(AdminGate gate, SnapshotStore snapshots, CellDirector director, ICellCapacity capacity, TimeProvider time) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/cells", gate.RequireSome(AdminPermissions.CellsRead, ListAsync));
        endpoints.MapGet("/api/v1/cells/{id}", gate.RequireOn(AdminPermissions.CellsRead, static context => AdminResource.Cell((string)context.Request.RouteValues["id"]!), ShowAsync));
    }

    private Task ListAsync(HttpContext context, AdminPrincipal principal) => context.Response.WriteAsJsonAsync(
        new { cells = snapshots.Current.Get<CellTable>().Cells.Where(cell => principal.Allows(AdminPermissions.CellsRead, AdminResource.Cell(cell.Id))).Select(Describe) },
        JsonSerializerOptions.Web);

    private Task ShowAsync(HttpContext context, AdminPrincipal principal)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        return snapshots.Current.Get<CellTable>().TryGet(id, out Cell? cell)
            ? context.Response.WriteAsJsonAsync(Describe(cell), JsonSerializerOptions.Web)
            : context.ProblemAsync(404, "unknown-cell", $"No cell has the id \"{id}\".");
    }

    private object Describe(Cell cell)
    {
        RoutingTable table = cell.Live.Table;
        return new
        {
            id = cell.Id,
            region = cell.Region,
            jurisdiction = cell.Jurisdiction,
            size = cell.Size switch { CellSize.Small => "s", CellSize.Large => "l", _ => "m" },
            mode = director.IsReadOnly(cell.Id) ? "read-only" : "read-write",
            weightPercent = director.View.WeightOf(cell.Id),
            available = table.Usable.Length,
            healthy = table.Healthy,
            panic = table.IsPanic,
            localShare = table.LocalShare,
            inFlight = cell.Live.Admission.Inside,
            maxInFlight = cell.Policy.Breaker.MaxInFlight,
            queued = cell.Live.Admission.Queued,
            retries = cell.Live.Retries.Inside,
            tenants = snapshots.Current.Get<CellTable>() is { } cells && cells.Cells.Contains(cell) ? cells.TenantsOf(cell) : 0,
            requestsPerSecond = cell.RequestsPerSecond,
            capacityPerSecond = Math.Round(capacity.RequestsPerSecond(cell.Id), 1),
            destinations = cell.Destinations.Select(destination => Describe(destination, table)),
        };
    }

    private object Describe(CellDestination destination, RoutingTable table)
    {
        LiveDestination live = table.All.FirstOrDefault(one => one.Id == destination.Id) ?? new LiveDestination(destination); // A reload is under way.
        int place = Array.IndexOf(table.Usable, live);
        bool isOut = live.Ejection != EjectionReason.None;
        return new
        {
            id = destination.Id,
            address = destination.Address.AbsoluteUri,
            zone = destination.Zone,
            pool = destination.Pool,
            role = destination.IsReplica ? "replica" : "primary",
            available = place >= 0,
            state = DestinationStandings.WordOf(DestinationStandings.Of(live)),
            reason = live.DownReason.Length == 0 ? null : live.DownReason,
            weightPercent = Math.Round(live.Share * 100, 2),
            effectiveWeightPercent = place < 0 ? 0 : Math.Round(table.Weights[place] * 100, 2),
            probes = Word(live.Probe),
            ejection = isOut ? new { reason = CellMetrics.WordOf(live.Ejection), until = time.GetUtcNow() + time.GetElapsedTime(time.GetTimestamp(), live.EjectedUntil) } : null,
            ejections = live.EjectionsTotal,
            inFlight = live.InFlight,
            latencyMilliseconds = Math.Round(live.Latency.Seconds * 1000, 2),
        };
    }

    private static string Word(ProbeHealth health) => health switch
    {
        ProbeHealth.Healthy => "healthy",
        ProbeHealth.Unhealthy => "unhealthy",
        ProbeHealth.Unreachable => "unreachable",
        _ => "unknown",
    };
}
