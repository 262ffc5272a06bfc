using System.Text.Json.Nodes;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary><c>GET /api/v1/fleet</c>: what nodes say of themselves.</summary>
public sealed class FleetRosterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_OfAFleet_HearOfEachOther_AndOfOneThatFallsSilent()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        var time = new ShiftedTime();
        await using TestGateway one = await StartAsync(redis, "edge-1", time);
        JsonNode[] both;
        await using (TestGateway two = await StartAsync(redis, "edge-2", TimeProvider.System))
        {
            await StepAsync(two);
            await StepAsync(one);
            both = await NodesAsync(one);
            Assert.Equal(["edge-1", "edge-2"], both.Select(static node => (string)node["id"]!));
            Assert.Equal([true, false], both.Select(static node => (bool)node["self"]!));
            Assert.All(both, static node => Assert.Equal(("up", true), ((string)node["state"]!, (bool)node["configGood"]!)));
        }

        time.Advance(FleetRoster.SilentAfter * 2);
        Assert.Equal("silent", (string)(await NodesAsync(one))[1]["state"]!);
        time.Advance(FleetRoster.ForgottenAfter);
        await StepAsync(one);
        Assert.Equal("edge-1", (string)Assert.Single(await NodesAsync(one))["id"]!);
    }

    [Fact]
    public async Task Node_WithErrorsInItsFiles_SaysSo()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        JsonNode before = await FleetAsync(gateway);
        Assert.Equal(("none", 0), ((string)before["redis"]!, (int)before["config"]!["errors"]!));
        gateway.Folder.Write("cells.json", "{ \"cells\": 1 }");
        using HttpResponseMessage refused = await gateway.CreateOpsClient().PostAsync(new Uri("/api/v1/config/reload", UriKind.Relative), content: null, Token);
        JsonNode after = await FleetAsync(gateway);
        Assert.False((bool)after["nodes"]![0]!["configGood"]!);
        Assert.True((int)after["config"]!["errors"]! > 0);
    }

    private static Task<TestGateway> StartAsync(TestRedis redis, string node, TimeProvider time) => TestGateway.StartAsync(
        config =>
        {
            config.Edge["redis"] = new JsonObject { ["configuration"] = redis.Configuration };
            config.Edge["node"] = new JsonObject { ["id"] = node };
        },
        builder => builder.Services.AddSingleton(time));

    private static async Task StepAsync(TestGateway gateway)
    {
        FleetRoster roster = gateway.Services.GetRequiredService<FleetRoster>();
        await TestGateway.WaitUntilAsync(() => roster.IsRedisUp);
        await roster.StepAsync();
    }

    private static async Task<JsonNode[]> NodesAsync(TestGateway gateway) => [.. (await FleetAsync(gateway))["nodes"]!.AsArray().OfType<JsonNode>()];

    private static async Task<JsonNode> FleetAsync(TestGateway gateway) => JsonNode.Parse(await gateway.CreateOpsClient().GetStringAsync("/api/v1/fleet", Token))!;
}
