using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Demo;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Rolling upgrades through the admin API, of cells whose servers really go down and come back.</summary>
public sealed class UpgradeTests
{
    private const string Start = """{ "cell": "na-1", "plan": "quick", "reason": "release 7" }""";

    private const string People = """
        steps:
          read-only: { settle: 0s }
          drain: { settle: 0s }
          upgrade-database: { hook: { approval: "Upgrade the database.", secondPerson: true } }
          upgrade-servers: { hook: { approval: "Upgrade the servers." } }
          switch: { settle: 0s }
          replication: { hook: { approval: "Replicate." } }
          trailing-half: { hook: { approval: "Upgrade the rest." } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_UnderLoad_FailsNoSignInAndNoReadAndRefusesWritesOnlyBeforeTheSwitch()
    {
        TestGateway? running = null;
        await using HookServer hooks = await HookServer.StartAsync(async (step, pool) =>
        {
            if (step is "upgrade-servers" or "trailing-half")
            {
                DemoDestination server = running!.Cells[$"na-1-{pool}1"];
                await server.KillAsync(); // As an upgrade does: its half is drained, and nobody may notice.
                await server.StartAsync(CancellationToken.None);
            }

            return 200;
        });
        using TestFolder secrets = new();
        secrets.Write("token", "Bearer s3cr3t\n");
        await using TestGateway gateway = running = await TestGateway.StartAsync(config => config.Files["upgrades/quick.yaml"] = hooks.Plan($$"""{ Authorization: "file:{{secrets["token"]}}" }"""));
        ControlClient control = new(gateway);
        using CancellationTokenSource stop = new();
        ConcurrentQueue<string> wrong = new();
        ConcurrentQueue<(DateTimeOffset Begun, DateTimeOffset At, bool IsRefused)> writes = new();
        int reads = 0;
        int signIns = 0;
        Task[] clients = [.. Enumerable.Range(0, 3).Select(kind => RunAsync(gateway.CreateClient("acme.localhost"), kind))];
        (HttpStatusCode status, JsonNode started) = await control.PostAsync("upgrades", Start);
        Assert.True(status == HttpStatusCode.Created, started.ToJsonString());
        JsonNode ended = await EndOfAsync(control, (string)started["id"]!);
        await TestGateway.WaitUntilAsync(() => writes.LastOrDefault().At > (DateTimeOffset)ended["ended"]!);
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        Assert.True((string?)ended["status"] == "completed", ended.ToJsonString());
        Assert.Empty(wrong.Take(5));
        Assert.True(reads > 20 && signIns > 20);
        JsonNode switching = ended["steps"]![4]!;
        (DateTimeOffset readOnly, DateTimeOffset switched, DateTimeOffset goesOn) = ((DateTimeOffset)ended["steps"]![0]!["started"]!, (DateTimeOffset)switching["started"]!, (DateTimeOffset)switching["ended"]!);
        Assert.Contains(writes, static write => write.IsRefused);
        Assert.All(writes.Where(static write => write.IsRefused), write => Assert.True(write.At >= readOnly && write.Begun < goesOn, $"{write} was refused; read-only from {readOnly:O}, switched from {switched:O} to {goesOn:O}."));
        Assert.Contains(writes, write => !write.IsRefused && write.At > switched);
        Assert.Equal(0, gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.WritesWhileReadOnly));

        Assert.Equal(["upgrade-database a", "upgrade-servers a", "replication b", "trailing-half b"], hooks.Calls.Select(static call => $"{call.Step} {call.Pool}"));
        Assert.All(hooks.Calls, call => Assert.Equal(((string)started["id"]!, "Bearer s3cr3t"), (call.Upgrade, call.Authorization)));
        Assert.DoesNotContain("s3cr3t", ended.ToJsonString() + string.Concat(gateway.Services.GetRequiredService<IDecisionStore>().Current.All.Select(static decision => decision.Value)), StringComparison.Ordinal);
        Assert.Equal(["acme.localhost"], (await control.GetAsync("dr/status/acme.localhost"))["status"]!.AsArray().Select(static entry => (string)entry!["domain"]!));
        Assert.Equal(8, control.Events("system.upgrade.step").Length);
        Assert.Equal(("na-1", "test"), Assert.Single(control.Events("system.upgrade.started")) is var first ? (first.Target, first.Actor) : default);
        Assert.Single(control.Events("system.upgrade.completed"));
        Assert.Contains("edge_upgrades_total{outcome=\"completed\"} 1", await gateway.CreateOpsClient().GetStringAsync("/metrics", Token), StringComparison.Ordinal);

        async Task RunAsync(HttpClient client, int kind)
        {
            while (!stop.IsCancellationRequested)
            {
                DateTimeOffset begun = TimeProvider.System.GetUtcNow();
                using HttpResponseMessage response = kind switch
                {
                    0 => await ReadOnlyTests.SignInAsync(client),
                    1 => await client.GetAsync("/echo", Token),
                    _ => await ReadOnlyTests.PostAsync(client, "/echo", "{}"),
                };
                bool isRefused = kind == 2 && response.StatusCode == HttpStatusCode.ServiceUnavailable;
                if (response.StatusCode != HttpStatusCode.OK && !isRefused)
                {
                    wrong.Enqueue($"{kind}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                }

                Interlocked.Add(ref signIns, kind == 0 ? 1 : 0);
                Interlocked.Add(ref reads, kind == 1 ? 1 : 0);
                if (kind == 2)
                {
                    writes.Enqueue((begun, TimeProvider.System.GetUtcNow(), isRefused));
                }
            }
        }
    }

    [Fact]
    public async Task Api_ShowsWhatItWaitsFor_AndKeepsToPermissionsAndCells()
    {
        string cellAdmin = "", elsewhere = "", approver = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            config.Files["upgrades/quick.yaml"] = People;
            cellAdmin = config.AddToken("cells", "cell-admin", """{ "resources": ["cell:na-1"] }""");
            elsewhere = config.AddToken("others", "cell-admin", """{ "resources": ["cell:eu-1"] }""");
            config.Admin["roles"] = JsonNode.Parse("""[ { "id": "approver", "permissions": ["edge.upgrades.read", "edge.upgrades.approve"], "resources": ["cell:na-1"] } ]""");
            approver = config.AddToken("bob", "approver");
        });
        (HttpClient manager, HttpClient other, HttpClient second) = (gateway.CreateOpsClient(cellAdmin), gateway.CreateOpsClient(elsewhere), gateway.CreateOpsClient(approver));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(other, "", Start)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(second, "", Start)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(manager, "", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(manager, "", """{ "cell": "na-1" }""")).Status); // There is no plan "default" here.
        (HttpStatusCode status, JsonNode run) = await PostAsync(manager, "", Start);
        Assert.Equal((HttpStatusCode.Created, "read-only"), (status, (string?)run["step"]));
        string id = (string)run["id"]!;
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(manager, "", Start)).Status);

        await TestGateway.WaitUntilAsync(async () => (string?)(await GetAsync(second, id))["status"] == "waiting");
        run = await GetAsync(second, id);
        Assert.Equal(("upgrade-database", "Upgrade the database. (to be approved by a second person)", "cells", "release 7"), ((string)run["step"]!, (string)run["waitsFor"]!, (string)run["startedBy"]!, (string)run["reason"]!));
        Assert.Equal(["done", "done", "waiting", "pending"], run["steps"]!.AsArray().Take(4).Select(static step => (string)step!["state"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/upgrades/{id}", Token)).StatusCode);
        Assert.Empty(JsonNode.Parse(await other.GetStringAsync("/api/v1/upgrades", Token))!["upgrades"]!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(manager, $"/{id}/approve", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(other, $"/{id}/abort", null)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(second, $"/{id}/approve", """{ "step": "drain" }""")).Status);

        (status, run) = await PostAsync(second, $"/{id}/approve", """{ "step": "upgrade-database" }""");
        Assert.Equal((HttpStatusCode.OK, "bob"), (status, (string?)run["steps"]![2]!["approvedBy"]));
        await TestGateway.WaitUntilAsync(async () => (string?)(await GetAsync(second, id))["step"] == "upgrade-servers");
        (status, run) = await PostAsync(manager, $"/{id}/abort", """{ "reason": "not today" }""");
        Assert.Equal((HttpStatusCode.OK, "aborted", "cells"), (status, (string?)run["status"], (string?)run["abortedBy"]));
        Assert.StartsWith("aborted by cells: not today; pool b serves alone, read-write, and pool a stays drained", (string?)run["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(manager, $"/{id}/abort", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.PostAsync(gateway.Client, "/echo", "{}")).StatusCode);
    }

    [Fact]
    public async Task Upgrade_WhoseDriverIsGone_IsDrivenByAnotherNodeOfTheFleet()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        TestGateway first = await StartAsync("one");
        await using TestGateway second = await StartAsync("two");
        ControlClient control = new(second);
        string id;
        await using (first)
        {
            (HttpStatusCode status, JsonNode run) = await new ControlClient(first).PostAsync("upgrades", Start);
            Assert.True(status == HttpStatusCode.Created, run.ToJsonString());
            id = (string)run["id"]!;
            await TestGateway.WaitUntilAsync(async () => (string?)(await control.GetAsync("upgrades"))["upgrades"]!.AsArray().SingleOrDefault()?["status"] == "waiting");
            Assert.Equal("one", (string?)(await control.GetAsync("upgrades/" + id))["driver"]);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadOnlyTests.PostAsync(second.Client, "/echo", "{}")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.SignInAsync(second.Client)).StatusCode);
            await control.DoAsync($"upgrades/{id}/approve", """{ "step": "upgrade-database" }"""); // On the other node, which tells the driver.
            await TestGateway.WaitUntilAsync(async () => (string?)(await control.GetAsync("upgrades/" + id))["waitsFor"] == "Upgrade the servers.");
            Assert.Equal("one", (string?)(await control.GetAsync("upgrades/" + id))["driver"]);
        }

        await redis.ExecuteAsync("SET", "edge:upgrade:driver:" + id, "gone", "PX", "1"); // As when the lease has run out.
        string[] steps = ["upgrade-servers", "replication", "trailing-half"];
        foreach (string step in steps)
        {
            await TestGateway.WaitUntilAsync(async () => (await control.PostAsync($"upgrades/{id}/approve", $$"""{ "step": "{{step}}" }""")).Status == HttpStatusCode.OK);
        }

        JsonNode ended = await EndOfAsync(control, id);
        Assert.Equal(("completed", "two"), ((string?)ended["status"], (string?)ended["driver"]));
        Assert.Equal(8, control.Events("system.upgrade.step").Length); // All is told on the node that took over.

        Task<TestGateway> StartAsync(string node) => TestGateway.StartAsync(config =>
        {
            config.Edge["redis"] = TestConfig.Parse($$"""{ "configuration": "{{redis.Configuration}}" }""");
            config.Edge["node"] = TestConfig.Parse($$"""{ "id": "{{node}}" }""");
            config.Files["upgrades/quick.yaml"] = People.Replace(", secondPerson: true", "", StringComparison.Ordinal);
        });
    }

    internal static async Task<JsonNode> EndOfAsync(ControlClient control, string id)
    {
        JsonNode run = await control.GetAsync("upgrades/" + id);
        await TestGateway.WaitUntilAsync(async () => (run = await control.GetAsync("upgrades/" + id))["ended"] is not null || (string?)run["status"] == "blocked");
        return run;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(HttpClient client, string path, string? body)
    {
        using HttpResponseMessage response = await client.PostAsync("/api/v1/upgrades" + path, body is null ? null : new StringContent(body), Token);
        return (response.StatusCode, await response.ReadJsonAsync());
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string id) => JsonNode.Parse(await client.GetStringAsync("/api/v1/upgrades/" + id, Token))!;
}
