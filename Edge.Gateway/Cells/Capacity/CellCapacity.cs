using System.Collections.Concurrent;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Capacity;

/// <summary>What each cell can bear: its size class, less what its latency and its lost destinations say.</summary>
internal sealed class CellCapacity(SnapshotStore snapshots, Lazy<IProxyStateLookup> proxy, TimeProvider time) : ICellCapacity, IRequestObserver
{
    /// <summary>Requests per second of the size classes.</summary>
    public const int SmallPerSecond = 2_000;

    /// <inheritdoc cref="SmallPerSecond"/>
    public const int MediumPerSecond = 10_000;

    /// <inheritdoc cref="SmallPerSecond"/>
    public const int LargePerSecond = 50_000;

    private readonly ConcurrentDictionary<string, LatencyGradient> _gradients = new(StringComparer.Ordinal);

    public double RequestsPerSecond(string cellId)
    {
        if (snapshots.CurrentOrNull is not { } snapshot || !snapshot.Get<CellTable>().TryGet(cellId, out Cell? cell))
        {
            return 0;
        }

        ClusterDestinationsState? destinations = cell.FindCluster(proxy.Value)?.DestinationsState;
        double available = destinations is { AllDestinations.Count: > 0 }
            ? (double)destinations.AvailableDestinations.Count / destinations.AllDestinations.Count
            : 1;
        return cell.RequestsPerSecond * available * GradientOf(cellId).Factor;
    }

    /// <summary>Requests per second of a size class.</summary>
    public static double OfSize(CellSize size) => size switch
    {
        CellSize.Small => SmallPerSecond,
        CellSize.Large => LargePerSecond,
        _ => MediumPerSecond,
    };

    public double Gradient(string cellId) => GradientOf(cellId).Value;

    public void Measure()
    {
        foreach (LatencyGradient gradient in _gradients.Values)
        {
            gradient.Measure();
        }
    }

    public void Started(HttpContext context, EdgeRequest request)
    {
    }

    public void Ended(HttpContext context, EdgeRequest request)
    {
        if (request.Cell is { } cell && request.Problem is null && context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
        {
            GradientOf(cell.Id).Add(time.GetElapsedTime(request.StartTimestamp));
        }
    }

    private LatencyGradient GradientOf(string cellId) => _gradients.GetOrAdd(cellId, static _ => new LatencyGradient());
}
