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
        endpoints.MapGet("/api/v1/cells", gate.Require(AdminPermissions.CellsRead, (context, _) =>
            context.Response.WriteAsJsonAsync(new { cells = snapshots.Current.Get<CellTable>().Cells.Select(Describe) }, JsonSerializerOptions.Web)));
        endpoints.MapGet("/api/v1/cells/{id}", gate.Require(AdminPermissions.CellsRead, ShowAsync));
    }

    private Task ShowAsync(HttpContext context, AdminToken token)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (snapshots.Current.Get<CellTable>().TryGet(id, out Cell? cell))
        {
            return context.Response.WriteAsJsonAsync(Describe(cell), JsonSerializerOptions.Web);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsJsonAsync(
            new { type = "urn:edge:problem:unknown-cell", title = "Unknown cell", status = 404, detail = $"No cell has the id \"{id}\"." }, JsonSerializerOptions.Web, "application/problem+json");
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
