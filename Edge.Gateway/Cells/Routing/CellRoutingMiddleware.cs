using Edge.Gateway.Http;
using Edge.Gateway.Tenants;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Sends the request to its tenant's cell, and to no other; 503 when that cell has no healthy destination.</summary>
internal sealed class CellRoutingMiddleware(RequestDelegate next, IProxyStateLookup proxy)
{
    /// <summary>Seconds a client is told to wait: probes bring a destination back within one or two.</summary>
    public const int UnavailableRetryAfterSeconds = 2;

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        Cell cell = request.Snapshot.Get<CellTable>().HomeOf(request.GetRequiredTenant());
        request.Cell = cell;
        ClusterState? cluster = cell.FindCluster(proxy);
        if (cluster is null || cluster.DestinationsState.AvailableDestinations.Count == 0)
        {
            return context.WriteProblemAsync(EdgeProblem.Unavailable, UnavailableRetryAfterSeconds);
        }

        context.ReassignProxyRequest(cluster);
        return next(context);
    }
}
