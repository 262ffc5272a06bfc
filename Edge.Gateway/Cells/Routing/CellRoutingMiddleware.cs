using System.Runtime.CompilerServices;
using Edge.Gateway.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Sends the request to the cell it was assigned, and to no other; 503 when that cell has no healthy destination.</summary>
internal sealed class CellRoutingMiddleware(RequestDelegate next, IProxyStateLookup proxy)
{
    /// <summary>Seconds a client is told to wait: probes bring a destination back within one or two.</summary>
    public const int UnavailableRetryAfterSeconds = 2;

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        Cell cell = Unsafe.As<Cell>(request.Cell!); // By CellAssignmentMiddleware.
        ClusterState? cluster = cell.FindCluster(proxy);
        if (cluster is null || cluster.DestinationsState.AvailableDestinations.Count == 0)
        {
            return context.WriteProblemAsync(EdgeProblem.Unavailable, UnavailableRetryAfterSeconds);
        }

        context.ReassignProxyRequest(cluster);
        return next(context);
    }
}
