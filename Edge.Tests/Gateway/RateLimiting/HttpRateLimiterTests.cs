using System.Threading.RateLimiting;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>The limits as other ASP.NET Core code sees them: <c>System.Threading.RateLimiting</c>.</summary>
public sealed class HttpRateLimiterTests
{
    [Fact]
    public async Task Limiter_FromTheServices_CountsWithTheGatewayAndTellsLimitRemainingResetAndPolicy()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Limits["buckets"]!.AsArray().Add(
            (System.Text.Json.Nodes.JsonNode)TestConfig.Parse("""{ "id": "echo", "limit": 3, "window": "1m", "match": [ { "path": "/echo" } ] }""")));
        PartitionedRateLimiter<HttpContext> limiter = gateway.Services.GetRequiredService<PartitionedRateLimiter<HttpContext>>();
        using (HttpResponseMessage response = await gateway.Client.GetAsync("/echo", TestContext.Current.CancellationToken))
        {
            Assert.Equal("2", Assert.Single(response.Headers.GetValues("X-Rate-Limit-Remaining"))); // The same count as the middleware's.
        }

        using RateLimitLease first = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/echo"));
        Assert.True(first.IsAcquired);
        Assert.Equal((3, 1, "echo"), (Get(first, HttpRateLimiter.Limit), Get(first, HttpRateLimiter.Remaining), Get(first, HttpRateLimiter.Policy)));
        Assert.InRange(Get(first, HttpRateLimiter.Reset), TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.False(first.TryGetMetadata(MetadataName.RetryAfter, out _)); // Only a denial says when to come again.
        Assert.Contains("RATELIMIT_REMAINING", first.MetadataNames);

        using RateLimitLease second = await limiter.AcquireAsync(ContextOf(gateway, "acme", "/echo"), 1, TestContext.Current.CancellationToken);
        Assert.Equal((true, 0L), (second.IsAcquired, Get(second, HttpRateLimiter.Remaining)));
        using RateLimitLease denied = await limiter.AcquireAsync(ContextOf(gateway, "acme", "/echo"), 1, TestContext.Current.CancellationToken);
        Assert.False(denied.IsAcquired);
        Assert.Equal((0L, "echo"), (Get(denied, HttpRateLimiter.Remaining), Get(denied, HttpRateLimiter.Policy)));
        Assert.Equal(Get(denied, HttpRateLimiter.Reset), Get(denied, MetadataName.RetryAfter));

        LoggedEvent[] events = [.. gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000)];
        Assert.Single(events, static logged => logged.Event.EventType == "system.org.rate_limit.warning");
        Assert.Single(events, static logged => logged.Event.EventType == "system.org.rate_limit.violation");

        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(ContextOf(gateway, "globex", "/echo"), 2));
        using RateLimitLease other = limiter.AttemptAcquire(ContextOf(gateway, "globex", "/echo"));
        Assert.Equal((true, 2L), (other.IsAcquired, Get(other, HttpRateLimiter.Remaining))); // Partitioned by tenant.
    }

    [Fact]
    public async Task Lease_WhenDisposedOf_CountsTheRequestOutOfThoseUnderWayOnce()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Limits["concurrency"] = 2);
        PartitionedRateLimiter<HttpContext> limiter = gateway.Services.GetRequiredService<PartitionedRateLimiter<HttpContext>>();
        RateLimitLease first = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/any"));
        using RateLimitLease second = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/any"));
        using (RateLimitLease denied = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/any")))
        {
            Assert.Equal((true, true, false), (first.IsAcquired, second.IsAcquired, denied.IsAcquired));
        }

        first.Dispose();
        first.Dispose();
        using RateLimitLease third = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/any"));
        using RateLimitLease fourth = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/any"));
        Assert.Equal((true, false), (third.IsAcquired, fourth.IsAcquired));
    }

    [Fact]
    public async Task Request_WithoutABucket_IsAcquiredWithoutMetadata()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Limits["buckets"]!.AsArray().Clear());
        PartitionedRateLimiter<HttpContext> limiter = gateway.Services.GetRequiredService<PartitionedRateLimiter<HttpContext>>();
        using RateLimitLease lease = limiter.AttemptAcquire(ContextOf(gateway, "acme", "/echo"));
        Assert.True(lease.IsAcquired);
        Assert.Empty(lease.MetadataNames);
        Assert.Null(limiter.GetStatistics(ContextOf(gateway, "acme", "/echo")));
    }

    private static DefaultHttpContext ContextOf(TestGateway gateway, string tenant, string path)
    {
        EdgeSnapshot snapshot = gateway.Services.GetRequiredService<SnapshotStore>().Current;
        var request = new EdgeRequest();
        request.Begin(snapshot, 0);
        Assert.True(snapshot.Get<TenantDirectory>().TryGetById(tenant, out Tenant? found));
        request.Tenant = found;
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = path } };
        context.Features.Set(request);
        return context;
    }

    private static T Get<T>(RateLimitLease lease, MetadataName<T> name)
    {
        Assert.True(lease.TryGetMetadata(name, out T? value));
        return value!;
    }
}
