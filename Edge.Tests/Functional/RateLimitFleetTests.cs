using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Whole gateways on one real Redis.</summary>
[Collection(Alone.Name)] // Nodes wait for Redis a few ms and no longer: other tests must not take the processor.
public sealed class RateLimitFleetTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateways_OnOneRedis_ShareALimitALiveChangeAndALoss()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis);
        await using TestGateway second = await StartAsync(redis);
        await TestGateway.WaitUntilAsync(() => StateOf(first).Nodes == 2 && StateOf(second).Nodes == 2 && !StateOf(first).IsLost && !StateOf(second).IsLost);

        // 1. Together they let through the limit, and no more. What one holds when it is done comes back to the other.
        StateOf(first).RequestDeadline = StateOf(second).RequestDeadline = TimeSpan.FromSeconds(10); // However busy the machine is.
        int allowed = (await Task.WhenAll(CountAsync(first, 150), CountAsync(second, 150))).Sum();
        await TestGateway.WaitUntilAsync(async () => (allowed += await CountAsync(second, 1)) >= 200);
        allowed += (await Task.WhenAll(CountAsync(first, 20), CountAsync(second, 20))).Sum();
        Assert.Equal(200, allowed);
        StateOf(first).RequestDeadline = StateOf(second).RequestDeadline = FleetLimits.RequestDeadline;
        await TestGateway.WaitUntilAsync(() => Told("warning") == 1 && Told("violation") == 1); // Once, by one of them.

        // 2. A change on one is in force on the other.
        HttpClient ops = first.CreateOpsClient();
        using var content = new StringContent("""{ "limit": 300 }""");
        Assert.Equal(HttpStatusCode.OK, (await ops.PutAsync("/api/v1/rate-limits/acme/echo", content, Cancelled)).StatusCode);
        await TestGateway.WaitUntilAsync(async () =>
        {
            using HttpResponseMessage response = await second.Client.GetAsync("/echo", Cancelled);
            return response.StatusCode == HttpStatusCode.OK && response.Headers.GetValues("X-Rate-Limit-Limit").Single() == "300";
        });

        // 3. Redis is lost: nobody gets a 5xx, and an event says so; with its return all is as before.
        await redis.KillAsync();
        await TestGateway.WaitUntilAsync(() => StateOf(first).IsLost && StateOf(second).IsLost);
        Assert.InRange(await CountAsync(first, 40), 1, 60);
        Assert.Contains(first.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000), static logged => logged.Event.EventType == "system.org.rate_limit.store_lost");
        await redis.StartAgainAsync();
        await TestGateway.WaitUntilAsync(() => !StateOf(first).IsLost && !StateOf(second).IsLost);

        int Told(string what) => new[] { first, second }.Sum(gateway => gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000).Count(logged => logged.Event.EventType == $"system.org.rate_limit.{what}"));
    }

    [Fact]
    public async Task Gateways_OnOneRedis_CountOneUsernameTogether()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis);
        await using TestGateway second = await StartAsync(redis);
        await TestGateway.WaitUntilAsync(() => StateOf(first).Nodes == 2 && StateOf(second).Nodes == 2 && !StateOf(first).IsLost && !StateOf(second).IsLost);
        StateOf(first).RequestDeadline = StateOf(second).RequestDeadline = TimeSpan.FromSeconds(10);
        foreach (string user in new[] { "ann", "bob" })
        {
            int[] allowed = await Task.WhenAll(Enumerable.Range(0, 16).Select(async request =>
            {
                using var content = new StringContent($$"""{ "username": "{{user}}" }""");
                using HttpResponseMessage response = await (request % 2 == 0 ? first : second).Client.PostAsync("/echo/signin", content, Cancelled);
                return response.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }));
            Assert.Equal(4, allowed.Sum());
        }
    }

    [Fact]
    public async Task Gateway_OnAReplica_SharesAloneUntilTheReplicaIsPromoted()
    {
        await using TestRedis primary = await TestRedis.StartAsync();
        await using TestRedis replica = await TestRedis.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using TestGateway gateway = await StartAsync(replica);
        await TestGateway.WaitUntilAsync(() => StateOf(gateway).IsLost); // Whatever it writes is answered with READONLY.
        Assert.Equal(40, await CountAsync(gateway, 40));
        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await TestGateway.WaitUntilAsync(() => !StateOf(gateway).IsLost);
        StateOf(gateway).RequestDeadline = TimeSpan.FromSeconds(10);
        Assert.Equal(160, await CountAsync(gateway, 200)); // What was let through alone is told.
    }

    private static FleetState StateOf(TestGateway gateway) => gateway.Services.GetRequiredService<FleetState>();

    private static Task<TestGateway> StartAsync(TestRedis redis) => TestGateway.StartAsync(config =>
    {
        config.Edge["redis"] = TestConfig.Parse($$"""{ "configuration": "{{redis.Configuration}}" }""");
        config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse("""{ "id": "echo", "limit": 200, "window": "1h", "match": [ { "path": "/echo" } ] }"""));
        config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse("""
            { "id": "signin", "limit": 100000, "window": "1h", "match": [ { "methods": ["POST"], "path": "/echo/signin" } ],
              "scopes": [ { "id": "username", "key": ["json:username"], "limit": 4, "window": "1h" } ] }
            """));
    });

    private static async Task<int> CountAsync(TestGateway gateway, int requests)
    {
        int allowed = 0;
        for (int i = 0; i < requests; i++)
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Cancelled);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, response.StatusCode.ToString());
            allowed += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        return allowed;
    }
}
