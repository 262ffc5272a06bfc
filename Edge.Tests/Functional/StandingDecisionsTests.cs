using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>What operators decided: seen, and taken back.</summary>
public sealed class StandingDecisionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_OfEveryKind_AreListedAndTakenBackWithTheirEvents()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        ControlClient control = new(gateway);
        await control.DoAsync("fleet/read-only", """{ "reason": "drill" }""");
        await control.DoAsync("cells/na-1/read-only");
        await control.DoAsync("tenants/globex/read-only");
        await control.DoAsync("cells/na-1/pools/a/drain");
        await control.DoAsync("cells/eu-1/drain", """{ "weightPercent": 50 }""");
        await control.DoAsync("dr/failover", """{ "domains": ["acme.localhost"] }""");
        JsonArray listed = (await control.GetAsync("decisions"))["decisions"]!.AsArray();
        Assert.Equal(
            ["tenant:acme:failover=eu-1", "cell:eu-1:weight=50", "cell:na-1:pool:a:weight=0", "tenant:globex:mode=read-only", "cell:na-1:mode=read-only", "fleet:mode=read-only"],
            listed.Select(static one => $"{one!["id"]}={one["value"]}"));
        Assert.Equal(("fleet", "drill", "test", true), ((string?)listed[^1]!["target"], (string?)listed[^1]!["reason"], (string?)listed[^1]!["by"], (bool?)listed[^1]!["exists"]));

        HttpClient ops = gateway.CreateOpsClient();
        foreach (JsonNode? one in listed)
        {
            using HttpResponseMessage response = await ops.DeleteAsync(new Uri($"/api/v1/decisions/{one!["id"]}?reason=over", UriKind.Relative), Token);
            Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{one["id"]}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
        }

        Assert.Equal(0, (int?)(await control.GetAsync("decisions"))["count"]);
        foreach (string type in (string[])["system.fleet.read_write", "system.cell.read_write", "system.org.read_write", "system.dr.failback"])
        {
            Assert.Single(control.Events(type));
        }

        Assert.Equal(2, control.Events("system.cell.undrain").Length);
    }

    [Fact]
    public async Task Decision_OfWhatTheConfigurationLost_IsShownAsSuchAndTakenBack()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Services.GetRequiredService<IDecisionStore>().DecideAsync(
            [new DecisionChange("tenant/gone/failover", "na-9"), new DecisionChange("cell/na-1/destination/gone/weight", "0")], "before", "", Token);
        ControlClient control = new(gateway);
        Assert.All((await control.GetAsync("decisions"))["decisions"]!.AsArray(), static one => Assert.False((bool)one!["exists"]!));
        HttpClient ops = gateway.CreateOpsClient();
        foreach (string id in (string[])["tenant:gone:failover", "cell:na-1:destination:gone:weight"])
        {
            Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync(new Uri("/api/v1/decisions/" + id, UriKind.Relative), Token)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync(new Uri("/api/v1/decisions/" + id, UriKind.Relative), Token)).StatusCode);
        }

        Assert.Equal("taken back; it is not configured any more", Assert.Single(control.Events("system.dr.failback")).Reason);
    }

    [Fact]
    public async Task Decisions_OfALimitedToken_AreThoseItReaches_AndAFailoverNeedsMore()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
            token = config.AddToken("cells", "cell-admin", """{ "resources": ["cell:eu-1", "tenant:acme"] }""");
        });
        ControlClient control = new(gateway);
        await control.DoAsync("cells/na-1/read-only");
        await control.DoAsync("dr/failover", """{ "domains": ["acme.localhost"] }""");
        HttpClient ops = gateway.CreateOpsClient(token);
        JsonNode seen = JsonNode.Parse(await ops.GetStringAsync("/api/v1/decisions", Token))!;
        Assert.Equal("tenant:acme:failover", (string?)Assert.Single(seen["decisions"]!.AsArray())!["id"]);
        Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync(new Uri("/api/v1/decisions/cell:na-1:mode", UriKind.Relative), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ops.DeleteAsync(new Uri("/api/v1/decisions/tenant:acme:failover", UriKind.Relative), Token)).StatusCode);
    }
}
