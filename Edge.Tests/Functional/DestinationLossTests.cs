using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Destinations that die, answer badly, and come back.</summary>
public sealed class DestinationLossTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Destination_KilledAndRevivedUnderLoad_FailsNoRequestWhileAnotherRemains()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        DemoDestination victim = gateway.Cells["na-1-a1"];
        using CancellationTokenSource stop = new();
        ConcurrentQueue<string> failures = new();
        long served = 0;
        Task[] clients = [.. Enumerable.Range(0, 8).Select(index => Task.Run(async () =>
        {
            HttpClient client;
            lock (failures)
            {
                client = gateway.CreateClient("acme.localhost");
            }

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
        await TestGateway.WaitUntilAsync(() => victim.Counters.Total > 50);
        for (int round = 0; round < 2; round++)
        {
            await victim.KillAsync();
            long atKill = Interlocked.Read(ref served);
            await TestGateway.WaitUntilAsync(() => Interlocked.Read(ref served) > atKill + 200);
            await victim.StartAsync(Token);
            long atStart = victim.Counters.Total;
            await TestGateway.WaitUntilAsync(() => victim.Counters.Total > atStart + 20);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(failures.Take(5));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Destination_ThatRefusesConnections_FailsNoRequestOfAnyMethod(string method)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Client.GetAsync("/echo", Token);
        await gateway.Cells["na-1-a1"].KillAsync();
        for (int index = 0; index < 40; index++)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), "/echo") { Content = method == "POST" ? new StringContent("body " + index) : null };
            using HttpResponseMessage response = await gateway.Client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            JsonNode echoed = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
            Assert.Equal("na-1-b1", (string?)echoed["destination"]);
            Assert.Equal(method == "POST" ? "body " + index : "", (string?)echoed["body"]);
        }
    }

    [Fact]
    public async Task Cell_WithoutADestination_Is503QuicklyWithRetryAfter_AndServesAgainByItself()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        foreach (DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            await destination.KillAsync();
        }

        for (int index = 0; index < 5; index++)
        {
            using HttpResponseMessage response = await gateway.Client.GetAsync("/echo", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
            string body = await response.Content.ReadAsStringAsync(Token);
            Assert.Equal("urn:edge:problem:temporarily-unavailable", (string?)JsonNode.Parse(body)!["type"]);
            Assert.DoesNotContain("na-1", body, StringComparison.Ordinal);
            Assert.True(response.Headers.Contains("X-Rate-Limit-Remaining"));
        }

        Assert.Equal(HttpStatusCode.OK, (await gateway.CreateClient("globex.localhost").GetAsync("/echo", Token)).StatusCode);
        Assert.Equal(0, gateway.Cells.InCell("eu-1").Sum(static destination => destination.Counters.Total) - 1); // Nothing of acme's went there.
        await gateway.Cells["na-1-b1"].StartAsync(Token);
        await TestGateway.WaitUntilAsync(async () => (await gateway.Client.GetAsync("/echo", Token)).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Destination_ThatFailsFiveTimesInARow_IsLeftOut()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        gateway.Cells["na-1-a1"].SetFaults(DemoFaults.None with { FailPercent = 100, FailStatus = 500 });
        await TestGateway.WaitUntilAsync(async () =>
        {
            _ = await gateway.Client.GetAsync("/echo", Token);
            return gateway.Cells["na-1-a1"].Counters.Failed >= 5;
        });
        long failed = gateway.Cells["na-1-a1"].Counters.Failed;
        for (int index = 0; index < 20; index++)
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
        }

        Assert.Equal(failed, gateway.Cells["na-1-a1"].Counters.Failed);
    }

    [Fact]
    public async Task Destination_ThatBreaksOffAnAnswer_Is502_OrEndsTheResponseVisibly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync("/bytes/1000000000", HttpCompletionOption.ResponseHeadersRead, Token);
        await using Stream body = await response.Content.ReadAsStreamAsync(Token);
        await body.ReadExactlyAsync(new byte[10_000], Token);
        foreach (DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            await destination.KillAsync();
        }

        await Assert.ThrowsAnyAsync<IOException>(async () => await body.CopyToAsync(Stream.Null, Token));
    }
}
