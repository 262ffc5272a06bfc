using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Edge.Gateway.Cells.Routing;

/// <summary>One state of YARP's configuration; the token tells YARP to fetch the next.</summary>
internal sealed class CellProxyConfig : IProxyConfig, IDisposable
{
    private readonly CancellationTokenSource _replaced = new();

    public CellProxyConfig(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters)
    {
        (Routes, Clusters) = (routes, clusters);
        ChangeToken = new CancellationChangeToken(_replaced.Token);
    }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    /// <summary>Completes when YARP has put this state in force.</summary>
    public TaskCompletionSource Applied { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void SignalReplaced() => _replaced.Cancel();

    public void Dispose() => _replaced.Dispose();
}
