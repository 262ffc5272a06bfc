using System.Diagnostics;
using Edge.Gateway.Cells.Capacity;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells;

/// <summary>An isolated replica of the service, as configured. Immutable but for its ties to what lives longer: its live state, and YARP's cluster.</summary>
internal sealed class Cell : ICellIdentity
{
    private ClusterState? _cluster;
    private LiveCell? _live;

    public required string Id { get; init; }

    public required string Region { get; init; }

    public required string Jurisdiction { get; init; }

    /// <summary>What customers call the region that it serves: all they hear of it. Cells may share one.</summary>
    public string PublicName { get; init; } = "Service";

    public required CellSize Size { get; init; }

    /// <summary>What it bears, in requests per second: that of its size class, or what the file says.</summary>
    public double RequestsPerSecond { get; init; } = CellCapacity.MediumPerSecond;

    public required IReadOnlyList<CellDestination> Destinations
    {
        get;
        init => (field, HasReplicas) = (value, value.Any(static destination => destination.IsReplica) && value.Any(static destination => !destination.IsReplica));
    }

    /// <summary>Whether some destinations only read and others write too, so that it matters which one a write goes to.</summary>
    public bool HasReplicas { get; private init; }

    /// <summary>How long tunnels, such as WebSockets, may stay after their destination or cell was drained.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long all destinations must be lost before the cell is failed over by itself; null never does it.</summary>
    public TimeSpan? AutoFailoverAfter { get; init; }

    /// <summary>How its destinations are chosen, judged and replaced.</summary>
    public CellPolicy Policy { get; init; } = CellPolicy.Default;

    /// <summary>Longest silence of a destination in the middle of a request.</summary>
    public required TimeSpan ActivityTimeout { get; init; }

    /// <summary>The cell as it is now; shared with the same cell of other snapshots.</summary>
    /// <exception cref="UnreachableException">The snapshot was not put in force.</exception>
    public LiveCell Live => _live ?? throw new UnreachableException($"Cell {Id} is not in force.");

    /// <summary>YARP's live state of the cell; null until YARP knows it.</summary>
    public ClusterState? Cluster => _cluster;

    public void Attach(LiveCell live) => _live = live;

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
