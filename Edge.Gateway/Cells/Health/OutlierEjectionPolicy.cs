using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Health;

/// <summary>Takes a destination out by what live requests meet: at once when it cannot be connected to, after some failures in a row otherwise.</summary>
/// <remarks>The last available destination of a cell stays in when it answers with errors: an error is more than no answer at all.</remarks>
internal sealed class OutlierEjectionPolicy(IDestinationHealthUpdater updater, DestinationHealthLog log, Lazy<IProxyStateLookup> proxy) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "Edge.OutlierEjection";

    /// <summary>Failures in a row, of 5xx and broken answers, that take a destination out; Envoy's default too.</summary>
    public const int ConsecutiveFailures = 5;

    /// <summary>How long a destination that answered with failures stays out.</summary>
    public static readonly TimeSpan EjectionTime = TimeSpan.FromSeconds(5);

    /// <summary>How long one that could not be connected to stays out: until probes, a second apart, know more.</summary>
    public static readonly TimeSpan ConnectEjectionTime = TimeSpan.FromSeconds(2);

    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _failures = [];

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        IForwarderErrorFeature? error = context.Features.Get<IForwarderErrorFeature>();
        bool connectFailed = error is not null && ForwardingMiddleware.IsConnectFailure(error);
        if (!connectFailed && !IsFailure(context, error))
        {
            if (_failures.TryGetValue(destination, out StrongBox<int>? past) && past.Value != 0)
            {
                past.Value = 0;
            }

            return;
        }

        // YARP names the cluster of the route, which is nobody's; the request went to its tenant's cell.
        cluster = context.Features.Get<EdgeRequest>()?.Cell is Cell cell ? cell.FindCluster(proxy.Value) ?? cluster : cluster;
        StrongBox<int> failures = _failures.GetOrCreateValue(destination);
        int count = Interlocked.Increment(ref failures.Value);
        bool isLast = cluster.DestinationsState.AvailableDestinations.Count <= 1;
        if (connectFailed || (count >= ConsecutiveFailures && !isLast))
        {
            failures.Value = 0;
            log.Ejected(cluster.ClusterId, destination, connectFailed ? "connection failed" : $"{count} failures in a row");
            updater.SetPassive(cluster, destination, DestinationHealth.Unhealthy, connectFailed ? ConnectEjectionTime : EjectionTime);
        }
    }

    // What the client did, such as going away, says nothing about the destination.
    private static bool IsFailure(HttpContext context, IForwarderErrorFeature? error) => error is null
        ? context.Response.StatusCode >= StatusCodes.Status500InternalServerError
        : error.Error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination or ForwarderError.RequestBodyDestination;
}
