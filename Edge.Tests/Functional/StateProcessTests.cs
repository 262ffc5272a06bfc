using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Demo;
using Edge.Tests.Gateway.State;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>A gateway in a process of its own that is killed: what it must not forget.</summary>
public sealed class StateProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_KilledRightAfterAdminCalls_RemembersTheirEventsAndWhatWasDecided()
    {
        await using DemoCells cells = await DemoCells.StartAsync([TestOrigin.Destination("na-1", "na-1-a1")], Cancelled);
        using StateBed state = new("node-1");
        state.Decide("cell/na-1/mode", "read-only");
        state.Decide("tenant/acme/failover", "na-2");
        state.Close();
        using TestFolder folder = new();
        string token = AdminToken.Create();
        TestConfig config = new TestConfig().WithTenant("acme", "na-1");
        config.Edge["state"] = new JsonObject { ["path"] = state.Settings.Folder };
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "na-1", "health": { "failures": 100 }, "destinations": [ { "id": "na-1-a1", "address": "{{cells.Destinations.Single().Address}}" } ] }"""));
        config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "ops-1", "role": "super-admin", "hash": "{{Convert.ToHexString(AdminToken.HashOf(token))}}" }"""));
        using CrashableGateway gateway = await CrashableGateway.StartAsync(config, folder);
        using HttpClient ops = new() { BaseAddress = gateway.Ops };
        ops.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (int limit = 1; limit <= 3; limit++)
        {
            using StringContent change = new($$"""{ "limit": {{limit}} }""", MediaTypeHeaderValue.Parse("application/json"));
            using HttpResponseMessage response = await ops.PutAsync("/api/v1/rate-limits/acme/default", change, Cancelled);
            Assert.Equal(200, (int)response.StatusCode);
            using StringContent request = new("""{ "permissions": ["okta.dr.manage"], "resources": ["tenant:acme"], "duration": "1h", "reason": "incident" }""", MediaTypeHeaderValue.Parse("application/json"));
            using HttpResponseMessage asked = await ops.PostAsync("/api/v1/access/requests", request, Cancelled);
            Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync(Cancelled));
            await gateway.KillAsync();
            await gateway.StartAgainAsync();
        }

        string filter = Uri.EscapeDataString("eventType eq \"system.org.rate_limit.change\" and actor.id eq \"ops-1\"");
        JsonArray changes = JsonNode.Parse(await ops.GetStringAsync($"/api/v1/logs?filter={filter}", Cancelled))!.AsArray();
        Assert.Equal("limit 1, limit 2, limit 3", string.Join(", ", changes.Select(static change => (string)change!["outcome"]!["reason"]!)));
        Assert.Equal(3, (int)JsonNode.Parse(await ops.GetStringAsync("/api/v1/rate-limits/acme/default", Cancelled))!["limit"]!["limit"]!);
        string metrics = await ops.GetStringAsync("/metrics", Cancelled);
        Assert.Contains("\nedge_state_decisions 6\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nedge_state_epoch 8\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nedge_state_writable 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nedge_events_dropped_total 0\n", metrics, StringComparison.Ordinal);
    }
}
