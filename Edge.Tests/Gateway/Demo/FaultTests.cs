using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Edge.Gateway.Demo;

namespace Edge.Tests.Gateway.Demo;

public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Control_PartialUpdate_KeepsTheRestAndResetTakesAllBack()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        Assert.Equal(200, (await demo.SetFaultsAsync("""{"latencyMs":5,"failStatus":500}""")).Status);
        (int status, JsonElement json) = await demo.SetFaultsAsync("""{"failPercent":12.5}""");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"latencyMs":5,"jitterMs":0,"failPercent":12.5,"failStatus":500,"down":false,"hang":false,"resetPercent":0,"healthy":true}""",
            json.GetProperty("faults").GetRawText());
        (_, json) = await demo.SendAsync("POST", "/_demo/reset");
        Assert.Equal(0, json.GetProperty("faults").GetProperty("failPercent").GetDouble());
        Assert.Equal(DemoFaults.None, demo.First.Faults);
    }

    [Fact]
    public async Task Control_State_CountsByClass()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SendAsync("GET", "/echo");
        await demo.SendAsync("GET", "/echo/x");
        await demo.SendAsync("GET", "/healthz");
        await demo.SendAsync("POST", "/api/v1/authn", """{"username":"alice","password":"no"}""");
        await UntilAsync(demo, static destination => destination.Counters.InFlight == 0); // A request ends after its answer.
        (_, JsonElement json) = await demo.SendAsync("GET", "/_demo");
        JsonElement requests = json.GetProperty("requests");
        Assert.Equal(3, requests.GetProperty("total").GetInt64());
        Assert.Equal(2, requests.GetProperty("echo").GetInt64());
        Assert.Equal(1, requests.GetProperty("health").GetInt64());
        Assert.Equal(1, requests.GetProperty("authn").GetInt64());
        Assert.Equal(1, json.GetProperty("signInsRefused").GetInt64());
        Assert.Equal(0, json.GetProperty("inFlight").GetInt64());
        (_, json) = await demo.SendAsync("POST", "/_demo/reset");
        Assert.Equal(0, json.GetProperty("requests").GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Edge-Tenant")]
    [InlineData("Forwarded")]
    public async Task Control_ThroughAProxy_IsRefused(string header)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(demo.First.Address, "/_demo/reset"));
        request.Headers.TryAddWithoutValidation(header, "x");
        using HttpResponseMessage response = await demo.Http1.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"failPercent":140}""", "failPercent is 140; set a number from 0 to 100.")]
    [InlineData("""{"failStatus":200}""", "failStatus is 200; set a whole number from 400 to 599.")]
    [InlineData("""{"latencyMs":-1}""", "latencyMs is -1; set a number from 0 to 600000.")]
    [InlineData("""{"down":"yes"}""", "down is \"yes\"; set true or false.")]
    [InlineData("""{"latencyMs":9,"jitterMs":null}""", "jitterMs is null; set a number from 0 to 600000.")]
    [InlineData("""{"latency":1}""", "latency is not a fault; the faults are latencyMs, jitterMs, failPercent, failStatus, down, hang, resetPercent, healthy.")]
    [InlineData("[1]", "body is [1]; send a JSON object with any of latencyMs, jitterMs, failPercent, failStatus, down, hang, resetPercent, healthy.")]
    [InlineData("{", "body is not JSON; send a JSON object with any of latencyMs, jitterMs, failPercent, failStatus, down, hang, resetPercent, healthy.")]
    public async Task Control_BadUpdate_IsRefusedWholeAndExplained(string body, string detail)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, JsonElement json) = await demo.SetFaultsAsync(body);
        Assert.Equal(400, status);
        Assert.Equal(detail, json.GetProperty("detail").GetString());
        Assert.Equal(DemoFaults.None, demo.First.Faults);
    }

    [Fact]
    public async Task Fail_AtOneHundredPercent_FailsRequestsButNotProbes()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SetFaultsAsync("""{"failPercent":100,"failStatus":502}""");
        Assert.Equal(502, (await demo.SendAsync("GET", "/echo")).Status);
        Assert.Equal(200, (await demo.SendAsync("GET", "/healthz")).Status);
        Assert.Equal(200, (await demo.SendAsync("GET", "/echo", destination: "na-1-b1")).Status);
        Assert.Equal(1, demo.First.Counters.Failed);
        await demo.SetFaultsAsync("""{"failPercent":0,"healthy":false}""");
        Assert.Equal(200, (await demo.SendAsync("GET", "/echo")).Status);
        Assert.Equal(503, (await demo.SendAsync("GET", "/healthz")).Status);
    }

    [Fact]
    public async Task Fail_AtAThird_FailsTheSameRequestsInEveryRun()
    {
        List<string> runs = [];
        for (int run = 0; run < 2; run++)
        {
            await using DemoFixture demo = await DemoFixture.StartAsync();
            await demo.SetFaultsAsync("""{"failPercent":33}""");
            List<int> statuses = [];
            for (int request = 0; request < 60; request++)
            {
                statuses.Add((await demo.SendAsync("GET", "/echo")).Status);
            }

            runs.Add(string.Join(' ', statuses));
            Assert.InRange(statuses.Count(static status => status == 503), 8, 32);
        }

        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public async Task Latency_WithJitter_DelaysEveryAnswerWithinBounds()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SetFaultsAsync("""{"latencyMs":100,"jitterMs":50}""");
        for (int request = 0; request < 10; request++)
        {
            Assert.Equal(200, (await demo.SendAsync("GET", "/healthz")).Status);
        }

        Assert.Equal(10, demo.Time.Delays.Count);
        Assert.All(demo.Time.Delays, static delay => Assert.InRange(delay.TotalMilliseconds, 100, 150));
        Assert.True(demo.Time.Delays.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("""{"down":true}""")]
    [InlineData("""{"resetPercent":100}""")]
    public async Task Reset_EveryRequest_EndsWithoutAnAnswerUntilTakenBack(string faults)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        Assert.Equal(200, (await demo.SetFaultsAsync(faults)).Status);
        foreach (HttpClient client in new[] { demo.Http1, demo.Http2 })
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(demo.First.Address, "/echo"), Token));
        }

        Assert.True(demo.First.Counters.Resets >= 2);
        Assert.Equal(200, (await demo.SendAsync("POST", "/_demo/reset")).Status);
        Assert.Equal(200, (await demo.SendAsync("GET", "/echo")).Status);
    }

    [Fact]
    public async Task Down_IdleConnection_IsReset()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, demo.First.Address.Port), Token);
        await socket.SendAsync("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        byte[] buffer = new byte[4096];
        Assert.NotEqual(0, await socket.ReceiveAsync(buffer, Token));
        await demo.SetFaultsAsync("""{"down":true}""");
        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer, Token) > 0)
            {
            }

            Assert.Fail("The connection ended in order.");
        });
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Hang_Requests_WaitUntilItIsOff()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SetFaultsAsync("""{"hang":true}""");
        Task<(int Status, JsonElement Json)> waiting = demo.SendAsync("GET", "/healthz");
        await UntilAsync(demo, static destination => destination.Counters.Hung == 1);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, demo.First.Counters.InFlight);
        await demo.SetFaultsAsync("""{"hang":false}""");
        Assert.Equal(200, (await waiting).Status);
    }

    [Fact]
    public async Task Destination_KilledAndStarted_RefusesAndComesBackOnItsPort()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        await demo.SetFaultsAsync("""{"hang":true}""");
        Uri address = demo.First.Address;
        Task waiting = demo.SendAsync("GET", "/echo");
        await UntilAsync(demo, static destination => destination.Counters.Hung == 1);
        await demo.First.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => demo.SendAsync("GET", "/echo"));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.False(demo.First.IsRunning);

        demo.First.SetFaults(DemoFaults.None);
        await demo.First.StartAsync(Token);
        Assert.Equal(address, demo.First.Address);
        Assert.Equal(200, (await demo.SendAsync("GET", "/echo")).Status);
        await UntilAsync(demo, static destination => destination.Counters.InFlight == 0);
    }

    [Fact]
    public async Task Destination_StoppedInOrder_DoesNotWaitForSilentOrIdleConnections()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using TcpClient silent = new();
        await silent.ConnectAsync(IPAddress.Loopback, demo.First.Address.Port, Token);
        await demo.SendAsync("GET", "/echo");
        await UntilAsync(demo, static destination => destination.Connections.OpenCount == 2);
        await demo.First.StopAsync(CancellationToken.None); // Would never return if it waited for them.
        Assert.Equal(0, demo.First.Connections.OpenCount);
        await demo.First.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Cells_WithATakenPort_StartNone()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        string taken = demo.First.Address.ToString();
        await Assert.ThrowsAsync<IOException>(() => DemoCells.StartAsync(
            [DemoFixture.Options("c", "free"), DemoFixture.Options("c", "taken", taken)], Token));
    }

    [Theory]
    [InlineData("https://127.0.0.1:5101")]
    [InlineData("http://example.com:5101")]
    [InlineData("http://127.0.0.1:5101/path")]
    public async Task Cells_WithABadAddress_SayWhatIsAccepted(string address)
    {
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(
            () => DemoCells.StartAsync([DemoFixture.Options("c", "d", address)], Token));
        Assert.StartsWith($"The address of demo destination 'd' is '{new Uri(address)}'; set http:// with", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_WithOneIdTwice_SaySo() =>
        await Assert.ThrowsAsync<ArgumentException>(() => DemoCells.StartAsync([DemoFixture.Options("c", "d"), DemoFixture.Options("c", "d")], Token));

    private static async Task UntilAsync(DemoFixture demo, Func<DemoDestination, bool> condition)
    {
        while (!condition(demo.First))
        {
            await demo.SendAsync("GET", "/_demo", destination: "na-1-b1"); // A round trip elsewhere, in place of a sleep.
            Token.ThrowIfCancellationRequested();
        }
    }
}
