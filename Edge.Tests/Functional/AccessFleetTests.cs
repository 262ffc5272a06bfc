using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Redis;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Two gateways that share a real Redis.</summary>
public sealed class AccessFleetTests
{
    [Fact]
    public async Task Ban_MadeOnOneNode_HoldsOnTheOtherUntilLiftedThere()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis);
        await using TestGateway second = await StartAsync(redis);
        BanTable theirs = second.Services.GetRequiredService<BanTable>();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await AccessTests.SignInAsync(first.Client, "203.0.113.5", $"user{i}@example.com", "wrong")).StatusCode);
        }

        await TestGateway.WaitUntilAsync(() => theirs.CountInForce(BanKind.Address) == 1);
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(second, "203.0.113.5")).StatusCode);
        Assert.Contains("edge_redis_up 1", await AccessTests.MetricsAsync(second), StringComparison.Ordinal);

        string id = Assert.Single(theirs.List()).Id;
        Assert.Equal(HttpStatusCode.NoContent, (await second.CreateOpsClient().DeleteAsync($"/api/v1/bans/{id}", TestContext.Current.CancellationToken)).StatusCode);
        await TestGateway.WaitUntilAsync(() => first.Services.GetRequiredService<BanTable>().CountInForce(BanKind.Address) == 0);
        Assert.Equal(HttpStatusCode.OK, (await AccessTests.GetAsync(first, "203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task Ban_MadeBeforeANodeStarts_HoldsThereToo()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis);
        await BanAsync(first, "203.0.113.5");
        await TestGateway.WaitUntilAsync(() => first.Services.GetRequiredService<RedisConnection>().IsUp);
        await first.Services.GetRequiredService<BanSync>().StepAsync();
        await using TestGateway second = await StartAsync(redis);
        await TestGateway.WaitUntilAsync(() => second.Services.GetRequiredService<BanTable>().CountInForce(BanKind.Address) == 1);
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(second, "203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task RedisLost_EachNodeGoesOnAloneAndSharesAgainWhenItReturnsEmpty()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis);
        await using TestGateway second = await StartAsync(redis);
        BanTable theirs = second.Services.GetRequiredService<BanTable>();
        await BanAsync(first, "203.0.113.5");
        await TestGateway.WaitUntilAsync(() => theirs.CountInForce(BanKind.Address) == 1);

        await redis.KillAsync();
        await TestGateway.WaitUntilAsync(() => !IsUp(first) && !IsUp(second));
        Assert.Contains("edge_redis_up 0", await AccessTests.MetricsAsync(first), StringComparison.Ordinal);
        Assert.Contains("system.redis.down", await first.CreateOpsClient().GetStringAsync("/api/v1/logs", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await BanAsync(first, "203.0.113.6");
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(first, "203.0.113.6")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(second, "203.0.113.5")).StatusCode); // The last good state.
        Assert.Equal(HttpStatusCode.OK, (await AccessTests.GetAsync(second, "203.0.113.6")).StatusCode);

        await redis.StartAgainAsync();
        await TestGateway.WaitUntilAsync(() => theirs.CountInForce(BanKind.Address) == 2);
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(second, "203.0.113.6")).StatusCode);
    }

    [Fact]
    public async Task RedisAbsent_NodeStartsAndServes()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await redis.KillAsync();
        await using TestGateway gateway = await StartAsync(redis);
        Assert.Equal(HttpStatusCode.OK, (await AccessTests.GetAsync(gateway, "203.0.113.5")).StatusCode);
        await BanAsync(gateway, "203.0.113.5");
        Assert.Equal(HttpStatusCode.Forbidden, (await AccessTests.GetAsync(gateway, "203.0.113.5")).StatusCode);
        Assert.False(IsUp(gateway));

        await redis.StartAgainAsync();
        await TestGateway.WaitUntilAsync(() => IsUp(gateway));
    }

    private static bool IsUp(TestGateway gateway) => gateway.Services.GetRequiredService<RedisConnection>().IsUp;

    private static async Task BanAsync(TestGateway gateway, string address)
    {
        using HttpResponseMessage made = await gateway.CreateOpsClient().PostAsJsonAsync("/api/v1/bans", new { address }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static Task<TestGateway> StartAsync(TestRedis redis) => AccessTests.StartAsync(
        """
        { "abuse": [{ "id": "stuffing-address", "match": [{ "methods": ["POST"], "path": "/api/v1/authn" }], "key": ["address"],
            "countWhen": { "status": [401] }, "limit": 3, "window": "1m", "ban": { "key": "address", "first": "10m" } }] }
        """,
        config => config.Edge["redis"] = new JsonObject { ["configuration"] = redis.Configuration });
}
