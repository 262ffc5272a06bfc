using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Config;
using Edge.Gateway.Demo;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.Functional;

/// <summary>Configuration that changes while requests flow.</summary>
public sealed class ReloadTests
{
    private const int Clients = 24;
    private const int Reloads = 40;
    private const int LeastRequests = 3000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_InALoopUnderLoad_FailsNoRequestAndSendsNoneToAForeignCell()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.WithTenant("initech", "na-1"));
        using CancellationTokenSource stop = new();
        ConcurrentQueue<string> failures = new();
        long served = 0;
        string[] hosts = ["acme", "globex", "initech"];
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(index => Task.Run(async () =>
        {
            string tenant = hosts[index % hosts.Length];
            HttpClient client;
            lock (failures)
            {
                client = gateway.CreateClient($"{tenant}.localhost", index % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20);
            }

            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using HttpResponseMessage response = index % 3 == 0
                        ? await client.PostAsJsonAsync("/echo", new { index }, Token)
                        : await client.GetAsync("/echo", Token);
                    JsonNode echoed = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
                    string? cell = (string?)echoed["cell"];
                    bool isHome = tenant == "initech" ? cell is "na-1" or "eu-1" : cell == (tenant == "acme" ? "na-1" : "eu-1");
                    if (response.StatusCode != HttpStatusCode.OK || (string?)echoed["tenant"] != tenant || !isHome)
                    {
                        failures.Enqueue($"{tenant}: {(int)response.StatusCode} {echoed.ToJsonString()}");
                    }

                    Interlocked.Increment(ref served);
                }
                catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
                {
                    failures.Enqueue($"{tenant}: {exception}");
                }
            }
        }))];

        for (int round = 0; round < Reloads || (Interlocked.Read(ref served) < LeastRequests && failures.IsEmpty); round++)
        {
            SnapshotLoadResult result = await gateway.ReloadAsync(config => Change(config, round));
            Assert.True(result.Snapshot is not null, string.Join('\n', result.Diagnostics.Items));
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(failures.Take(5));
    }

    [Fact]
    public async Task Reload_WithAWarning_IsInForceAndTellsItInTheLogAndTheConsole()
    {
        RecordedLog<ConfigReloader> log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<ILogger<ConfigReloader>>(log));
        SnapshotLoadResult result = await gateway.ReloadAsync(static config => config.Files["journeys/far.yaml"] = "feature: A\nhosts: [far.example.com]\nsteps: [ { path: / } ]");
        Assert.NotNull(result.Snapshot);
        Assert.Contains("far.example.com", Assert.Single(log.Lines.Where(static line => line.StartsWith("Warning: ", StringComparison.Ordinal)).Distinct()), StringComparison.Ordinal); // On a busy machine the watcher may have been first, and told it too.
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        Assert.Contains("The configuration has 1 warning", await console.PageAsync(""), StringComparison.Ordinal);
        Assert.Contains("far.example.com", await console.PageAsync("configuration"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileWatcher_OfAFileThatChanges_PutsItInForceByItself()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        gateway.Config.WithTenant("late", "eu-1").WriteTo(gateway.Folder);
        HttpClient client = gateway.CreateClient("late.localhost");
        await TestGateway.WaitUntilAsync(async () => (await client.GetAsync("/echo", Token)).StatusCode == HttpStatusCode.OK); // A reload may have come between two of the files.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_ThatSomebodyHadLoaded_IsNotLoadedAgainByTheWatcher_UntilAFileIsTouched(bool isBad)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ConfigReloader reloader = gateway.Services.GetRequiredService<ConfigReloader>();
        gateway.Config.WithTenant("late", isBad ? "nowhere" : "eu-1");
        Assert.Equal(isBad, (await gateway.ReloadAsync()).Snapshot is null);
        HttpClient ops = gateway.CreateOpsClient();
        int before = (await EventsAsync(ops)).Count;
        Assert.Null(await reloader.ReloadIfChangedAsync("file-watcher", Token));
        Assert.Equal(before, (await EventsAsync(ops)).Count);

        SnapshotLoadResult? last = reloader.LastResult;
        string file = gateway.Folder["edge.json"];
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1)); // The real watcher may be first.
        Assert.True(await reloader.ReloadIfChangedAsync("test", Token) is not null || !ReferenceEquals(last, reloader.LastResult));
    }

    [Fact]
    public async Task Reload_OfABadFile_KeepsTheLastGoodOne_AndIsCountedAndAnEvent()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient ops = gateway.CreateOpsClient();
        gateway.Folder.Write("tenants.json", "{ \"tenants\": [ { \"id\": \"acme\" ");
        using HttpResponseMessage response = await ops.PostAsync("/api/v1/config/reload", null, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.Equal((false, 1), ((bool?)answer["inForce"], (int?)answer["version"]));
        Assert.Equal("EDGE1001", (string?)answer["diagnostics"]![0]!["code"]);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
        Assert.Matches("\nedge_config_reloads_total\\{outcome=\"failure\"\\} [1-9]", await ops.GetStringAsync("/metrics", Token));
        JsonNode failed = Assert.Single(await EventsAsync(ops), static entry => (string?)entry!["eventType"] == "system.config.reload_failed" && (string?)entry["actor"]!["id"] == "test")!;
        Assert.Equal(("FAILURE", "ERROR"), ((string?)failed["outcome"]!["result"], (string?)failed["severity"]));
        Assert.Contains("EDGE1001", (string?)failed["outcome"]!["reason"], StringComparison.Ordinal);

        gateway.Config.WriteTo(gateway.Folder);
        using HttpResponseMessage good = await ops.PostAsync("/api/v1/config/reload", null, Token);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Contains(await EventsAsync(ops), static entry => (string?)entry!["eventType"] == "system.config.reload");
    }

    [Fact]
    public async Task Reload_ThatMovesATenant_SendsItToItsNewCellAlone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Client.GetAsync("/echo", Token);
        await gateway.ReloadAsync(static config => config.Tenants["tenants"]![0]!["cell"] = "eu-1");
        long before = gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.Total);
        for (int index = 0; index < 10; index++)
        {
            JsonNode echoed = JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!;
            Assert.Equal("eu-1", (string?)echoed["cell"]);
        }

        Assert.Equal(before, gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.Total));
    }

    [Fact]
    public async Task Reload_KeepsWhatIsUsedOfALimit()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Client.GetAsync("/echo", Token);
        await gateway.ReloadAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Token);
        Assert.Equal("999998", Assert.Single(response.Headers.GetValues("X-Rate-Limit-Remaining")));
    }

    [Fact]
    public async Task Request_ThatSpansAReload_EndsByTheConfigurationItBeganWith()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Task<string> slow = gateway.Client.GetStringAsync("/slow?ms=700", Token);
        await TestGateway.WaitUntilAsync(() => gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.Requests(DemoRoute.Slow)) == 1);
        await gateway.ReloadAsync(static config =>
        {
            config.Tenants["tenants"]!.AsArray().RemoveAt(0); // acme, whose request is under way.
            config.Cells["cells"]!.AsArray().RemoveAt(0);
        });
        Assert.Contains("700", await slow, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
    }

    [Fact]
    public async Task Reload_ThatAFeatureCannotTake_KeepsTheLastGoodOneAndTheProcess()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(configure: static builder => builder.Services.AddSingleton<ISnapshotObserver, FailsFromVersion2>());
        SnapshotLoadResult result = await gateway.ReloadAsync(static config => config.WithTenant("late", "eu-1"));
        Assert.Null(result.Snapshot);
        Assert.Equal($"{gateway.Folder.Path}(1,1): error EDGE1011: the configuration could not be put in force (no room); the log has the details.", Assert.Single(result.Diagnostics.Items).ToString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await gateway.CreateClient("late.localhost").GetAsync("/echo", Token)).StatusCode);
        Assert.Contains(await EventsAsync(gateway.CreateOpsClient()), static entry => (string?)entry!["eventType"] == "system.config.reload_failed");
    }

    // Adds, removes and renames a destination, moves a tenant between cells, changes limits.
    private static void Change(TestConfig config, int round)
    {
        JsonArray destinations = config.Cells["cells"]![0]!["destinations"]!.AsArray();
        if (destinations.Count > 2)
        {
            destinations.RemoveAt(2);
        }
        else
        {
            JsonNode added = destinations[0]!.DeepClone();
            added["id"] = $"added-{round}";
            destinations.Add(added);
        }

        destinations[1]!["id"] = $"renamed-{round % 3}";
        config.Tenants["tenants"]![2]!["cell"] = round % 2 == 0 ? "eu-1" : "na-1";
        config.Limits["buckets"]![0]!["limit"] = 1_000_000 + round;
    }

    private static async Task<JsonArray> EventsAsync(HttpClient ops) => JsonNode.Parse(await ops.GetStringAsync("/api/v1/logs", Token))!.AsArray();

    private sealed class FailsFromVersion2 : ISnapshotObserver
    {
        public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken) =>
            next.Version == 1 ? ValueTask.CompletedTask : throw new InvalidOperationException("no room");
    }
}
