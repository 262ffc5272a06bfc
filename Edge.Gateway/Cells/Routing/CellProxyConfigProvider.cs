using Edge.Gateway.Config;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Gives YARP one cluster per cell, and one route that leads nowhere until <see cref="CellRoutingMiddleware"/> assigns the tenant's cell.</summary>
/// <remarks>YARP keeps clusters and their connections while ids stay. Choice and health are the gateway's own: <see cref="LiveCell"/>.</remarks>
internal sealed class CellProxyConfigProvider(Lazy<IProxyStateLookup> proxy) : IProxyConfigProvider, IConfigChangeListener, ISnapshotObserver, IDisposable
{
    /// <summary>The cluster of requests that no cell was assigned to: it has no destination, so a fault in routing reaches no tenant's cell.</summary>
    public const string UnassignedCluster = "unassigned";

    private static readonly RouteConfig Route = new() { RouteId = "edge", ClusterId = UnassignedCluster, Match = new RouteMatch { Path = "/{**path}" } };

    private CellProxyConfig _config = new([], []);
    private bool _isFetched;

    public IProxyConfig GetConfig()
    {
        _isFetched = true;
        return _config;
    }

    public async ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        CellTable cells = next.Get<CellTable>();
        CellProxyConfig replaced = _config;
        _config = new CellProxyConfig([Route], [new ClusterConfig { ClusterId = UnassignedCluster }, .. cells.Cells.Select(ClusterOf)]);
        if (!_isFetched)
        {
            return; // YARP is not built yet; it will begin with this configuration.
        }

        replaced.SignalReplaced();
        await _config.Applied.Task.WaitAsync(cancellationToken);
        foreach (Cell cell in cells.Cells)
        {
            cell.FindCluster(proxy.Value);
        }
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => _config.Applied.TrySetException(exception);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // Loaded is not yet applied.
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Complete(proxyConfigs, exception);

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => Complete(proxyConfigs, exception: null);

    public void Dispose() => _config.Dispose();

    private static void Complete(IReadOnlyList<IProxyConfig> configs, Exception? exception)
    {
        foreach (CellProxyConfig config in configs.OfType<CellProxyConfig>())
        {
            _ = exception is null ? config.Applied.TrySetResult() : config.Applied.TrySetException(exception);
        }
    }

    private static ClusterConfig ClusterOf(Cell cell) => new()
    {
        ClusterId = cell.Id,
        Destinations = cell.Destinations.ToDictionary(
            static destination => destination.Id,
            static destination => new DestinationConfig { Address = destination.Address.AbsoluteUri },
            StringComparer.OrdinalIgnoreCase),
        HttpClient = new HttpClientConfig
        {
            EnableMultipleHttp2Connections = true,
            RequestHeaderEncoding = "latin1", // Header values are byte strings from Kestrel to the origin and back.
            ResponseHeaderEncoding = "latin1",
        },
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = cell.ActivityTimeout },
    };
}
