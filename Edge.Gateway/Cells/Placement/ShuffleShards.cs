using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Placement;

/// <summary>The few destinations of a cell that a noisy tenant uses, so that it can harm those few only (shuffle sharding).</summary>
/// <remarks>
/// A tenant's order of destinations is by rendezvous hashing, pools by turns, so that a shard of two has one of each half of an upgrade.
/// Drained destinations are passed over. Failing ones are not: a request that kills its destination must not go on to the next.
/// </remarks>
internal sealed class ShuffleShards(CellDirector director)
{
    private readonly ConditionalWeakTable<Cell, Dictionary<string, CellDestination[]>> _orders = [];

    /// <summary>Ids of the tenant's destinations in a cell.</summary>
    public IReadOnlyList<string> Of(Tenant tenant, Cell cell)
    {
        ControlView view = director.View;
        return [.. OrderOf(tenant, cell).Where(destination => !view.IsDrained(cell, destination)).Take(tenant.ShardSize).Select(static destination => destination.Id)];
    }

    private CellDestination[] OrderOf(Tenant tenant, Cell cell)
    {
        Dictionary<string, CellDestination[]> orders = _orders.GetOrCreateValue(cell);
        lock (orders)
        {
            if (!orders.TryGetValue(tenant.Id, out CellDestination[]? order))
            {
                orders.Add(tenant.Id, order = Order(tenant, cell));
            }

            return order;
        }
    }

    private static CellDestination[] Order(Tenant tenant, Cell cell)
    {
        CellDestination[] best = [.. cell.Destinations.OrderByDescending(destination => Rendezvous.Score(tenant.Id, destination.Id, 1))];
        return [.. best.GroupBy(static destination => destination.Pool).SelectMany(static pool => pool.Select(static (destination, turn) => (destination, turn))).OrderBy(static entry => entry.turn).Select(static entry => entry.destination)];
    }
}
