using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>A gateway in a process of its own that is killed in the middle of upgrades' steps.</summary>
public sealed class UpgradeProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_KilledDuringEachHook_GoesOnWithThatHookAndCompletes()
    {
        TaskCompletionSource called = new();
        HashSet<string> held = [];
        await using HookServer hooks = await HookServer.StartAsync(async (step, _) =>
        {
            bool isFirst;
            lock (held)
            {
                isFirst = held.Add(step);
            }

            if (isFirst)
            {
                called.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(Cancelled); // Its answer never reaches anyone.
            }

            return 200;
        });
        await using DemoCells cells = await DemoCells.StartAsync([TestOrigin.Destination("na-1", "na-1-a1"), TestOrigin.Destination("na-1", "na-1-b1", "b")], Cancelled);
        using TestFolder folder = new();
        string token = AdminToken.Create();
        TestConfig config = new TestConfig().WithTenant("acme", "na-1");
        config.Files["upgrades/quick.yaml"] = hooks.Plan();
        config.Edge["state"] = new JsonObject { ["path"] = folder["state"] };
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""
            { "id": "na-1", "health": { "failures": 100 }, "destinations": [
              { "id": "na-1-a1", "address": "{{cells["na-1-a1"].Address}}", "pool": "a" }, { "id": "na-1-b1", "address": "{{cells["na-1-b1"].Address}}", "pool": "b" } ] }
            """));
        config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""{ "id": "ops-1", "role": "super-admin", "hash": "{{Convert.ToHexString(AdminToken.HashOf(token))}}" }"""));
        using CrashableGateway gateway = await CrashableGateway.StartAsync(config, folder);
        using HttpClient ops = new() { BaseAddress = gateway.Ops };
        ops.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage started = await ops.PostAsync("/api/v1/upgrades", new StringContent("""{ "cell": "na-1", "plan": "quick" }"""), Cancelled);
        string id = (string)(await started.ReadJsonAsync())["id"]!;

        string[] steps = ["upgrade-database", "upgrade-servers", "replication", "trailing-half"];
        foreach (string step in steps)
        {
            await called.Task.WaitAsync(TestGateway.Patience, Cancelled);
            called = new TaskCompletionSource();
            await gateway.KillAsync();
            await gateway.StartAgainAsync();
            bool isReadOnly = step.StartsWith("upgrade", StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.SignInAsync(gateway.Client)).StatusCode);
            if (!isReadOnly)
            {
                Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.PostAsync(gateway.Client, "/echo", "{}")).StatusCode);
            }
        }

        JsonNode run = null!;
        await TestGateway.WaitUntilAsync(async () => (run = JsonNode.Parse(await ops.GetStringAsync("/api/v1/upgrades/" + id, Cancelled))!)["ended"] is not null);
        Assert.True((string?)run["status"] == "completed", run.ToJsonString());
        Assert.Equal(steps.SelectMany(static step => new[] { step, step }), hooks.Calls.Select(static call => call.Step)); // Each once more, and only each.
        Assert.All(hooks.Calls, call => Assert.Equal(id, call.Upgrade));
        Assert.Equal(0, cells.WritesWhileReadOnly);
    }
}
