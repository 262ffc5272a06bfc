using Edge.Gateway.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells;

/// <summary>An isolated replica of the service. Immutable but for its tie to YARP's cluster.</summary>
internal sealed class Cell : ICellIdentity
{
    private ClusterState? _cluster;
    private bool? _hasReplicas;

    public required string Id { get; init; }

    public required string Region { get; init; }

    public required string Jurisdiction { get; init; }

    public required CellSize Size { get; init; }

    /// <summary>What it bears, in requests per second: that of its size class, or what the file says.</summary>
    public required double RequestsPerSecond { get; init; }

    public required IReadOnlyList<CellDestination> Destinations { get; init; }

    /// <summary>Whether some destinations only read and others write too, so that it matters which one a write goes to.</summary>
    public bool HasReplicas => _hasReplicas ??= Destinations.Any(static destination => destination.IsReplica) && Destinations.Any(static destination => !destination.IsReplica);

    /// <summary>Whether a destination only reads.</summary>
    public bool IsReplica(string destinationId) => Destinations.Any(destination => destination.IsReplica && destination.Id.Equals(destinationId, StringComparison.OrdinalIgnoreCase));

    /// <summary>How long tunnels, such as WebSockets, may stay after their destination or cell was drained.</summary>
    public required TimeSpan DrainDeadline { get; init; }

    /// <summary>How long all destinations must be lost before the cell is failed over by itself; null never does it.</summary>
    public required TimeSpan? AutoFailoverAfter { get; init; }

    public required CellHealthSettings Health { get; init; }

    /// <summary>Longest silence of a destination in the middle of a request.</summary>
    public required TimeSpan ActivityTimeout { get; init; }

    /// <summary>YARP's live state of the cell; kept, so that a request of an older snapshot still finds a cell that was removed.</summary>
    public ClusterState? FindCluster(IProxyStateLookup proxy)
    {
        if (_cluster is null && proxy.TryGetCluster(Id, out ClusterState? cluster))
        {
            _cluster = cluster;
        }

        return _cluster;
    }

    public override string ToString() => Id;
}
