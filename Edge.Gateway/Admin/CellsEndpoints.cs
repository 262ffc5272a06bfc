using System.Text.Json;
using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Ops;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Admin;

/// <summary><c>GET /api/v1/cells</c> and <c>GET /api/v1/cells/{id}</c>: health and load of each destination.</summary>
internal sealed class CellsEndpoints(AdminGate gate, SnapshotStore snapshots, Lazy<IProxyStateLookup> proxy) : IOpsEndpoints
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
        ClusterState? cluster = cell.FindCluster(proxy.Value);
        return new
        {
            id = cell.Id,
            region = cell.Region,
            jurisdiction = cell.Jurisdiction,
            size = cell.Size switch { CellSize.Small => "s", CellSize.Large => "l", _ => "m" },
            available = cluster?.DestinationsState.AvailableDestinations.Count ?? 0,
            destinations = cell.Destinations.Select(destination => Describe(destination, cluster)),
        };
    }

    private static object Describe(CellDestination destination, ClusterState? cluster)
    {
        DestinationState? state = cluster is not null && cluster.Destinations.TryGetValue(destination.Id, out DestinationState? found) ? found : null;
        return new
        {
            id = destination.Id,
            address = destination.Address.AbsoluteUri,
            zone = destination.Zone,
            pool = destination.Pool,
            available = state is not null && cluster!.DestinationsState.AvailableDestinations.Contains(state),
            probes = Word(state?.Health.Active),
            requests = Word(state?.Health.Passive),
            inFlight = state?.ConcurrentRequestCount ?? 0,
        };
    }

    private static string Word(DestinationHealth? health) => health switch
    {
        DestinationHealth.Healthy => "healthy",
        DestinationHealth.Unhealthy => "unhealthy",
        _ => "unknown",
    };
}
