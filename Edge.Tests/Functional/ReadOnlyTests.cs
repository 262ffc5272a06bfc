using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Demo;
using Edge.Gateway.Events;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Read-only mode of the fleet, a cell and a tenant: no write passes, no sign-in fails.</summary>
public sealed class ReadOnlyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fleet", "fleet", "system.fleet", true)]
    [InlineData("cells/na-1", "na-1", "system.cell", false)]
    [InlineData("tenants/acme", "acme", "system.org", false)]
    public async Task Mode_SetAndEnded_RefusesWritesLetsTheRestPassAndIsOneEventEach(string path, string target, string family, bool reachesOthers)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ControlClient control = new(gateway);
        Assert.True((bool)(await control.DoAsync(path + "/read-only", """{ "reason": "drill" }"""))["changed"]!);
        Assert.False((bool)(await control.DoAsync(path + "/read-only"))["changed"]!);

        using HttpResponseMessage refused = await PostAsync(gateway.Client, "/api/v1/users", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("read-only", Assert.Single(refused.Headers.GetValues("X-Edge-Mode")));
        string problem = await refused.Content.ReadAsStringAsync(Token);
        Assert.Equal("urn:edge:problem:read-only", (string?)JsonNode.Parse(problem)!["type"]);
        Assert.Equal("E0000010", (string?)JsonNode.Parse(problem)!["errorCode"]);
        Assert.DoesNotContain("na-1", problem, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync(gateway.Client, "/api/v1/users/me/credentials/change_password", "{}")).StatusCode);

        using HttpResponseMessage read = await gateway.Client.GetAsync("/echo", Token);
        Assert.Equal("read-only", Assert.Single(read.Headers.GetValues("X-Edge-Mode")));
        Assert.Equal("read-only", (string?)JsonNode.Parse(await read.Content.ReadAsStringAsync(Token))!["headers"]!["x-edge-mode"]);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(gateway.Client)).StatusCode);

        using HttpResponseMessage other = await PostAsync(gateway.CreateClient("globex.localhost"), "/echo", "{}");
        Assert.Equal(reachesOthers ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, other.StatusCode);

        Assert.True((bool)(await control.DoAsync(path + "/read-write"))["changed"]!);
        Assert.False((bool)(await control.DoAsync(path + "/read-write"))["changed"]!);
        using HttpResponseMessage written = await PostAsync(gateway.Client, "/echo", "{}");
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        Assert.False(written.Headers.Contains("X-Edge-Mode"));
        EdgeEvent begun = Assert.Single(control.Events(family + ".read_only"));
        Assert.Equal((target, "test", "drill", EventOutcome.Success), (begun.Target, begun.Actor, begun.Reason, begun.Outcome));
        Assert.Equal(target, Assert.Single(control.Events(family + ".read_write")).Target);
    }

    [Fact]
    public async Task ReadOnly_SwitchedUnderLoad_FailsNoSignInAndLetsNoWritePass()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ControlClient control = new(gateway);
        using CancellationTokenSource stop = new();
        int signIns = 0;
        int refused = 0;
        ConcurrentQueue<string> wrong = new();
        int phase = 0; // Odd: read-only.
        Task[] clients = [.. Enumerable.Range(0, 4).Select(index => RunAsync(gateway.CreateClient("acme.localhost"), isSignIn: index % 2 == 0))];
        for (int round = 0; round < 5; round++)
        {
            await control.DoAsync("cells/na-1/read-only");
            Interlocked.Increment(ref phase);
            int before = Volatile.Read(ref refused);
            await TestGateway.WaitUntilAsync(() => Volatile.Read(ref refused) > before + 10);
            Interlocked.Increment(ref phase);
            await control.DoAsync("cells/na-1/read-write");
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(wrong.Take(5));
        Assert.True(signIns > 20);
        Assert.Equal(0, gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.WritesWhileReadOnly));

        async Task RunAsync(HttpClient client, bool isSignIn)
        {
            while (!stop.IsCancellationRequested)
            {
                int begun = Volatile.Read(ref phase);
                using HttpResponseMessage response = isSignIn ? await SignInAsync(client) : await PostAsync(client, "/api/v1/users/00ualice00000000000", """{ "profile": { "firstName": "A" } }""");
                bool isRefused = response.StatusCode == HttpStatusCode.ServiceUnavailable;
                Interlocked.Add(ref signIns, isSignIn ? 1 : 0);
                Interlocked.Add(ref refused, isRefused ? 1 : 0);
                if (isSignIn ? response.StatusCode != HttpStatusCode.OK : begun % 2 == 1 && Volatile.Read(ref phase) == begun && !isRefused)
                {
                    wrong.Enqueue($"{(isSignIn ? "sign-in" : "write")} {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                }
            }
        }
    }

    [Fact]
    public async Task Write_ThatWaitsInLineWhenReadOnlyBegins_IsRefused_AndASignInBesideItPasses()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Cells["defaults"] = TestConfig.Parse("""{ "breaker": { "maxInFlight": 1, "maxQueued": 10, "queueTimeout": "30s" } }"""));
        DemoDestination[] destinations = [.. gateway.Cells.InCell("na-1")];
        Array.ForEach(destinations, static destination => destination.SetFaults(DemoFaults.None with { Hang = true }));
        BoundedGate line = gateway.Services.GetRequiredService<SnapshotStore>().Current.Get<CellTable>().Cells.Single(static cell => cell.Id == "na-1").Live.Admission;
        Task<HttpResponseMessage> first = gateway.Client.GetAsync("/echo", Token);
        await TestGateway.WaitUntilAsync(() => line.Inside == 1);
        Task<HttpResponseMessage> write = PostAsync(gateway.Client, "/api/v1/users", "{}");
        Task<HttpResponseMessage> signIn = SignInAsync(gateway.Client);
        await TestGateway.WaitUntilAsync(() => line.Queued == 2);
        await new ControlClient(gateway).DoAsync("tenants/acme/read-only");
        Array.ForEach(destinations, static destination => destination.SetFaults(DemoFaults.None));

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        using HttpResponseMessage refused = await write;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        Assert.Equal("urn:edge:problem:read-only", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync(Token))!["type"]);
        using HttpResponseMessage passed = await signIn;
        Assert.Equal((HttpStatusCode.OK, "read-only"), (passed.StatusCode, Assert.Single(passed.Headers.GetValues("X-Edge-Mode"))));
        await TestGateway.WaitUntilAsync(() => (line.Inside, line.Queued) == (0, 0)); // The refused one gave its place back.
    }

    [Fact]
    public async Task WebSocket_OnReadOnly_IsRefusedUnlessItsRouteSaysRead()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
            config.Cells["routes"] = JsonNode.Parse("""[ { "match": [ { "path": "/ws" } ], "access": "read" } ]"""));
        ControlClient control = new(gateway);
        await control.DoAsync("cells/na-1/read-only");
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync());
        await gateway.ReloadAsync(static config => config.Cells.Remove("routes"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ConnectAsync());

        async Task<HttpStatusCode> ConnectAsync()
        {
            using ClientWebSocket socket = new();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.HttpVersion = HttpVersion.Version11;
            try
            {
                await socket.ConnectAsync(new Uri($"wss://acme.localhost:{gateway.Https.Port}/ws"), gateway.CreateClient("acme.localhost"), Token);
            }
            catch (WebSocketException)
            {
                // Its status is told.
            }

            return socket.HttpStatusCode;
        }
    }

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content, Token);
    }

    internal static Task<HttpResponseMessage> SignInAsync(HttpClient client) =>
        PostAsync(client, "/api/v1/authn", """{ "username": "alice@example.com", "password": "correct-horse" }""");
}
