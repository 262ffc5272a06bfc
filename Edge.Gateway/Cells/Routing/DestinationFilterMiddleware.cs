using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Narrows a try's destinations: writes go to primaries, and a tenant with a shard stays on it. Most cells and tenants have neither.</summary>
internal sealed class DestinationFilterMiddleware(RequestDelegate next, ShuffleShards shards)
{
    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        Cell cell = Unsafe.As<Cell>(request.Cell!);
        Tenant tenant = request.GetRequiredTenant();
        if (cell.HasReplicas && request.Snapshot.Get<AccessRoutes>().AccessOf(context.Request) == RouteAccess.Write)
        {
            Keep(context, cell, static (cell, id) => !cell.IsReplica(id));
        }

        if (tenant.ShardSize > 0)
        {
            Keep(context, shards.Of(tenant, cell), static (shard, id) => shard.Contains(id, StringComparer.OrdinalIgnoreCase));
        }

        return next(context);
    }

    // With none left, YARP says that there is no destination.
    private static void Keep<T>(HttpContext context, T state, Func<T, string, bool> isKept)
    {
        IReverseProxyFeature feature = context.GetReverseProxyFeature();
        feature.AvailableDestinations = [.. feature.AvailableDestinations.Where(destination => isKept(state, destination.DestinationId))];
    }
}
