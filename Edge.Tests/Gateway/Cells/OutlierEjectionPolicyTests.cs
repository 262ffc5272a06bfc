using Edge.Gateway.Cells.Health;
using Edge.Tests.Gateway.Tls;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Edge.Tests.Gateway.Cells;

public sealed class OutlierEjectionPolicyTests
{
    private readonly RecordedHealth _health = new();
    private readonly DestinationState _first = new("a1");
    private readonly DestinationState _second = new("b1");
    private readonly OutlierEjectionPolicy _policy;

    public OutlierEjectionPolicyTests()
    {
        _policy = new OutlierEjectionPolicy(_health, new DestinationHealthLog(new RecordedLog<DestinationHealthLog>()), new Lazy<IProxyStateLookup>(static () => throw new InvalidOperationException("These requests have no cell.")));
    }

    [Fact]
    public void Failures_FiveInARow_TakeTheDestinationOut()
    {
        ClusterState cluster = Cluster(_first, _second);
        for (int index = 0; index < OutlierEjectionPolicy.ConsecutiveFailures - 1; index++)
        {
            _policy.RequestProxied(Answered(503), cluster, _first);
            _policy.RequestProxied(Answered(200), cluster, _second);
        }

        Assert.Empty(_health.Passive);
        _policy.RequestProxied(Answered(500), cluster, _first);
        Assert.Equal([("a1", DestinationHealth.Unhealthy, OutlierEjectionPolicy.EjectionTime)], _health.Passive);
    }

    [Fact]
    public void Failures_WithASuccessBetween_BeginAnew()
    {
        ClusterState cluster = Cluster(_first, _second);
        for (int index = 0; index < 20; index++)
        {
            _policy.RequestProxied(Answered(index % 4 == 3 ? 404 : 503), cluster, _first);
        }

        Assert.Empty(_health.Passive);
    }

    [Fact]
    public void Failures_OfTheLastDestination_LeaveItIn()
    {
        ClusterState cluster = Cluster(_first);
        for (int index = 0; index < 20; index++)
        {
            _policy.RequestProxied(Answered(503), cluster, _first);
        }

        Assert.Empty(_health.Passive);
    }

    [Fact]
    public void ConnectFailure_OfTheLastDestinationToo_TakesItOutAtOnce()
    {
        _policy.RequestProxied(Failed(ForwarderError.Request, new HttpRequestException(HttpRequestError.ConnectionError, "refused")), Cluster(_first), _first);
        Assert.Equal([("a1", DestinationHealth.Unhealthy, OutlierEjectionPolicy.ConnectEjectionTime)], _health.Passive);
    }

    /// <summary>What the client did says nothing of the destination; what the destination did, does.</summary>
    [Theory]
    [InlineData(ForwarderError.RequestCanceled, 0)]
    [InlineData(ForwarderError.RequestBodyClient, 0)]
    [InlineData(ForwarderError.RequestBodyCanceled, 0)]
    [InlineData(ForwarderError.ResponseBodyClient, 0)]
    [InlineData(ForwarderError.ResponseBodyCanceled, 0)]
    [InlineData(ForwarderError.NoAvailableDestinations, 0)]
    [InlineData(ForwarderError.Request, 1)]
    [InlineData(ForwarderError.RequestTimedOut, 1)]
    [InlineData(ForwarderError.ResponseHeaders, 1)]
    [InlineData(ForwarderError.RequestBodyDestination, 1)]
    [InlineData(ForwarderError.ResponseBodyDestination, 1)]
    public void Errors_OfADestination_CountButThoseOfTheClientDoNot(ForwarderError error, int expected)
    {
        ClusterState cluster = Cluster(_first, _second);
        for (int index = 0; index < OutlierEjectionPolicy.ConsecutiveFailures; index++)
        {
            _policy.RequestProxied(Failed(error, new IOException("broken")), cluster, _first);
        }

        Assert.Equal(expected, _health.Passive.Count);
    }

    private static ClusterState Cluster(params DestinationState[] available)
    {
        ClusterState cluster = new("na-1");
        cluster.DestinationsState = new ClusterDestinationsState(available, available);
        return cluster;
    }

    private static DefaultHttpContext Answered(int status)
    {
        DefaultHttpContext context = new();
        context.Response.StatusCode = status;
        return context;
    }

    private static DefaultHttpContext Failed(ForwarderError error, Exception exception)
    {
        DefaultHttpContext context = Answered(502);
        context.Features.Set<IForwarderErrorFeature>(new Failure(error, exception));
        return context;
    }

    private sealed record Failure(ForwarderError Error, Exception? Exception) : IForwarderErrorFeature;
}
