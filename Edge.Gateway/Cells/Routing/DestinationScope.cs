using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Narrows a request's destinations: writes go to primaries, and a tenant with a shard stays on it. Most cells and tenants have neither.</summary>
internal sealed class DestinationScope(ShuffleShards shards)
{
    /// <summary>Which destinations a request may go to; null for all.</summary>
    public Func<LiveDestination, bool>? Of(HttpContext context, EdgeRequest request)
    {
        Cell cell = Unsafe.As<Cell>(request.Cell!);
        Tenant tenant = request.GetRequiredTenant();
        bool isWrite = cell.HasReplicas && request.Snapshot.Get<AccessRoutes>().AccessOf(context.Request) == RouteAccess.Write;
        return tenant.ShardSize > 0 ? OfShard(shards.Of(tenant, cell), isWrite)
            : isWrite ? static destination => !destination.Config.IsReplica
            : null;
    }

    private static Func<LiveDestination, bool> OfShard(IReadOnlyList<string> shard, bool isWrite) =>
        destination => shard.Contains(destination.Id) && !(isWrite && destination.Config.IsReplica);
}
