using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Failover in a fleet over a real Redis, with nodes and Redis that die.</summary>
[Collection(Alone.Name)] // Nodes wait for Redis a few ms and no longer: other tests must not take the processor.
public sealed class FleetFailoverTests
{
    private const string Acme = """{ "domains": ["acme.localhost"] }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failover_OnANodeThatThenDies_IsInForceOnTheOther()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        TestGateway first = await StartAsync(redis, "first");
        await using TestGateway second = await StartAsync(redis, "second");
        await new ControlClient(first).DoAsync("dr/failover", Acme);
        await TestGateway.WaitUntilAsync(first.Services.GetRequiredService<DecisionFleet>().StepAsync); // On a busy machine the call may have ended before: it waits for Redis 0.5 s and no longer.
        await first.DisposeAsync();
        await TestGateway.WaitUntilAsync(async () => await IsFailedOverAsync(second));
        Assert.Equal("eu-1", (string?)JsonNode.Parse(await second.Client.GetStringAsync("/echo", Token))!["cell"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadOnlyTests.PostAsync(second.Client, "/echo", "{}")).StatusCode);
        Assert.Equal("Failback was successful", (string?)(await new ControlClient(second).DoAsync("dr/failback", Acme))["results"]![0]!["message"]);
    }

    [Fact]
    public async Task Failover_OnAllNodesAtOnce_IsOneEventOfTheFleet()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis, "first");
        await using TestGateway second = await StartAsync(redis, "second");
        for (int round = 1; round <= 5; round++)
        {
            await AgreeAsync();
            await Task.WhenAll(Both(node => new ControlClient(node).DoAsync("dr/failover", Acme)));
            await TestGateway.WaitUntilAsync(async () => (await Task.WhenAll(Both(IsFailedOverAsync))).All(static over => over));
            Assert.Equal(round, Events("system.dr.failover").Distinct().Count());
            await AgreeAsync();
            await Task.WhenAll(Both(node => new ControlClient(node).DoAsync("dr/failback", Acme)));
            await TestGateway.WaitUntilAsync(async () => !(await Task.WhenAll(Both(IsFailedOverAsync))).Any(static over => over));
            Assert.Equal(round, Events("system.dr.failback").Distinct().Count());
        }

        // Both have heard what both decided. On a busy machine a call may end before: it waits for Redis 0.5 s and no longer.
        async Task AgreeAsync()
        {
            foreach (TestGateway node in (TestGateway[])[first, second, first])
            {
                await TestGateway.WaitUntilAsync(node.Services.GetRequiredService<DecisionFleet>().StepAsync);
            }
        }

        IEnumerable<Task<T>> Both<T>(Func<TestGateway, Task<T>> call) => [call(first), call(second)];

        IEnumerable<Guid> Events(string type) => ((TestGateway[])[first, second]).SelectMany(node => node.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000))
            .Where(logged => logged.Event.EventType == type).Select(static logged => logged.Id);
    }

    [Fact]
    public async Task Failover_WithoutRedis_WorksOnTheCalledNodeAndReachesTheOtherLater()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using TestGateway first = await StartAsync(redis, "first");
        await using TestGateway second = await StartAsync(redis, "second");
        await redis.KillAsync();
        Assert.Equal("Failover was successful", (string?)(await new ControlClient(first).DoAsync("dr/failover", Acme))["results"]![0]!["message"]);
        Assert.Equal("eu-1", (string?)JsonNode.Parse(await first.Client.GetStringAsync("/echo", Token))!["cell"]);
        Assert.False(await IsFailedOverAsync(second));
        await redis.StartAgainAsync();
        await TestGateway.WaitUntilAsync(async () => await IsFailedOverAsync(second));
    }

    private static Task<TestGateway> StartAsync(TestRedis redis, string node) => TestGateway.StartAsync(config =>
    {
        config.Edge["redis"] = new JsonObject { ["configuration"] = redis.Configuration };
        config.Edge["node"] = new JsonObject { ["id"] = node };
        config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
    });

    private static async Task<bool> IsFailedOverAsync(TestGateway gateway) =>
        (bool)(await new ControlClient(gateway).GetAsync("dr/status/acme.localhost"))["status"]![0]!["isFailedOver"]!;
}
