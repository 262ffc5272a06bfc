using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Control;

/// <summary>Which destinations of a cell take requests now, as this node sees them.</summary>
internal sealed class CellAvailability(Lazy<IProxyStateLookup> proxy)
{
    /// <summary>Whether any destination takes requests.</summary>
    public bool IsAvailable(Cell cell) => cell.FindCluster(proxy.Value)?.DestinationsState.AvailableDestinations.Count > 0;

    /// <summary>Ids of the destinations that take requests.</summary>
    public HashSet<string> DestinationsOf(Cell cell) => new(
        cell.FindCluster(proxy.Value)?.DestinationsState.AvailableDestinations.Select(static destination => destination.DestinationId) ?? [],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether one of the cell's destinations that write takes requests.</summary>
    public bool IsWritable(Cell cell)
    {
        IReadOnlyList<DestinationState> available = cell.FindCluster(proxy.Value)?.DestinationsState.AvailableDestinations ?? [];
        return cell.Destinations.Any(destination => !destination.IsReplica && available.Any(state => state.DestinationId.Equals(destination.Id, StringComparison.OrdinalIgnoreCase)));
    }
}
