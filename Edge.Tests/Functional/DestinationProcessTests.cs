using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Edge.LoadTests.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>A destination in a process of its own that is killed, or stopped so that it takes connections and answers nobody.</summary>
public sealed class DestinationProcessTests
{
    /// <summary>A machine that stands still for a moment makes every destination silent, also those that live: then it is tried again.</summary>
    private const int Tries = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("KILL", "connect_failure")] // Perhaps answers that broke off come first; the next probe knows better.
    [InlineData("STOP", "silence")]
    public async Task Destination_ThatDiesUnderLoad_FailsNoRequestThatMayBeRepeated(string signal, string reason)
    {
        IReadOnlyCollection<string> failures = await LoseAsync(signal, reason);
        for (int again = 1; again < Tries && failures.Count > 0; again++)
        {
            failures = await LoseAsync(signal, reason);
        }

        Assert.Empty(failures.Take(5));
    }

    /// <summary>Loses a destination under load; what requests failed with.</summary>
    private static async Task<IReadOnlyCollection<string>> LoseAsync(string signal, string reason)
    {
        using TestFolder folder = new();
        int[] ports = FreePorts.Take(2);
        await using GatewayProcess origin = StartOrigin(folder, ports);
        await origin.WaitForLineAsync("curl");
        await using TestGateway gateway = await TestGateway.StartAsync(
            config =>
            {
                JsonNode cell = config.Cells["cells"]!.AsArray().Single(static cell => (string?)cell!["id"] == "na-1")!;
                cell["destinations"]![0]!["address"] = $"http://127.0.0.1:{ports[0]}";
                cell["health"] = TestConfig.Parse("""{ "interval": "1s", "timeout": "1s", "failures": 100 }"""); // Not the probes shall find it.
            },
            TestGateway.WithRealProbes);
        using CancellationTokenSource stop = new();
        ConcurrentQueue<string> failures = new();
        long served = 0;
        HttpClient[] clients = [.. Enumerable.Range(0, 8).Select(_ => gateway.CreateClient("acme.localhost"))];
        Task[] load = [.. clients.Select(client => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using HttpResponseMessage response = await client.GetAsync("/echo", Token);
                Interlocked.Increment(ref served);
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                }
            }
        }))];
        HttpClient ops = gateway.CreateOpsClient();
        await TestGateway.WaitUntilAsync(() => Interlocked.Read(ref served) > 200);
        await origin.SignalAsync(signal);
        await TestGateway.WaitUntilAsync(async () =>
        {
            JsonNode destination = JsonNode.Parse(await ops.GetStringAsync("/api/v1/cells/na-1", Token))!["destinations"]![0]!;
            return (string?)destination["state"] == "ejected" && (string?)destination["ejection"]!["reason"] == reason;
        });
        long after = Interlocked.Read(ref served);
        await TestGateway.WaitUntilAsync(() => Interlocked.Read(ref served) > after + 200);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        return failures;
    }

    private static GatewayProcess StartOrigin(TestFolder folder, int[] ports)
    {
        TestConfig config = new TestConfig().WithTenant("any", "x");
        config.Edge["demo"] = true;
        config.Cells["cells"]!.AsArray().Add((JsonNode)TestConfig.Parse($$"""
            { "id": "x", "destinations": [ { "id": "na-1-a1", "address": "http://127.0.0.1:{{ports[0]}}" }, { "id": "x-b1", "address": "http://127.0.0.1:{{ports[1]}}" } ] }
            """));
        config.WriteTo(folder);
        return GatewayProcess.Start("--config", folder.Path);
    }
}
