using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.Tunnels;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Taking cells, zones, pools and destinations out, and putting them back.</summary>
public sealed class DrainingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("destinations/na-1-a1", "cell/na-1/destination/na-1-a1/weight", "na-1/na-1-a1")]
    [InlineData("pools/b", "cell/na-1/pool/b/weight", "na-1/pool/b")]
    [InlineData("zones/west", "cell/na-1/zone/west/weight", "na-1/zone/west")]
    public async Task Drain_OfAPartInSteps_IsADecisionAndAnEventEach(string part, string key, string target)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Cells["cells"]![0]!["destinations"]![0]!["zone"] = "west");
        ControlClient control = new(gateway);
        IDecisionStore decisions = gateway.Services.GetRequiredService<IDecisionStore>();
        await control.DoAsync($"cells/na-1/{part}/drain", """{ "weightPercent": 1, "reason": "canary" }""");
        Assert.Equal("1", decisions.Current.Find(key)?.Value);
        await control.DoAsync($"cells/na-1/{part}/drain");
        Assert.Equal("0", decisions.Current.Find(key)?.Value);
        Assert.False((bool)(await control.DoAsync($"cells/na-1/{part}/drain"))["changed"]!);
        await control.DoAsync($"cells/na-1/{part}/undrain", """{ "weightPercent": 50 }""");
        Assert.Equal("50", decisions.Current.Find(key)?.Value);
        await control.DoAsync($"cells/na-1/{part}/undrain");
        Assert.Null(decisions.Current.Find(key));
        Assert.Equal([(target, "weight 1 %: canary"), (target, "weight 0 %")], control.Events("system.cell.drain").Select(static written => (written.Target, written.Reason!)));
        Assert.Equal(["weight 50 %", "weight 100 %"], control.Events("system.cell.undrain").Select(static written => written.Reason!));
    }

    [Fact]
    public async Task Drain_OfTheLastDestination_NeedsForce()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ControlClient control = new(gateway);
        await control.DoAsync("cells/na-1/destinations/na-1-a1/drain");
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("cells/na-1/pools/b/drain");
        Assert.Equal((HttpStatusCode.Conflict, "urn:edge:problem:unsafe"), (status, (string)answer["type"]!));
        Assert.Equal("Nothing of cell \"na-1\" would be left that is not drained. Send { \"force\": true } to do it all the same.", (string?)answer["detail"]);
        Assert.Equal(EventOutcome.Deny, control.Events("system.cell.drain")[^1].Outcome);
        await control.DoAsync("cells/na-1/pools/b/drain", """{ "force": true }""");
        Assert.Equal("na-1/pool/b", Assert.Single(control.Events("system.cell.drain_forced")).Target);

        await gateway.Cells["eu-1-a1"].KillAsync();
        await TestGateway.WaitUntilAsync(async () => (int)(await control.GetAsync("cells/eu-1"))["available"]! == 1);
        (status, answer) = await control.PostAsync("cells/eu-1/destinations/eu-1-b1/drain");
        Assert.Equal((HttpStatusCode.Conflict, "No other destination of cell \"eu-1\" takes requests now. Send { \"force\": true } to do it all the same."), (status, (string)answer["detail"]!));
    }

    [Fact]
    public async Task Drain_OfACell_SendsItsTenantsToTheirRecoveryCellsReadOnly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        ControlClient control = new(gateway);
        await control.DoAsync("cells/na-1/drain");
        JsonNode echo = JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!;
        Assert.Equal(("eu-1", "read-only"), ((string?)echo["cell"], (string?)echo["headers"]!["x-edge-mode"]));
        Assert.False((bool)(await control.GetAsync("dr/status/acme.localhost"))["status"]![0]!["isFailedOver"]!);

        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("cells/eu-1/drain"); // Now the last, and globex has no other.
        Assert.Equal((HttpStatusCode.Conflict, "Cell \"eu-1\" is the last that takes requests. Send { \"force\": true } to do it all the same."), (status, (string)answer["detail"]!));
        await control.DoAsync("cells/na-1/undrain");
        (status, answer) = await control.PostAsync("cells/eu-1/drain");
        Assert.Equal((HttpStatusCode.Conflict, "1 tenants have no other cell that takes requests: globex. Send { \"force\": true } to do it all the same."), (status, (string)answer["detail"]!));
        await control.DoAsync("cells/eu-1/drain", """{ "force": true }""");
        using HttpResponseMessage stranded = await gateway.CreateClient("globex.localhost").GetAsync("/echo", Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), (stranded.StatusCode, stranded.Headers.RetryAfter?.Delta));
        Assert.Equal("na-1", (string?)JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!["cell"]);
    }

    [Fact]
    public async Task Drain_OfACellByPercent_MovesThatShareOfItsTenants()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            config.Tenants["tenants"]!.AsArray().Clear();
            for (int index = 0; index < 40; index++)
            {
                config.WithTenant($"t{index}", "na-1", """{ "drCell": "eu-1" }""");
            }
        });
        ControlClient control = new(gateway);
        await control.DoAsync("cells/na-1/drain", """{ "weightPercent": 50 }""");
        int away = 0;
        for (int index = 0; index < 40; index++)
        {
            string echo = await gateway.CreateClient($"t{index}.localhost").GetStringAsync("/echo", Token);
            away += (string?)JsonNode.Parse(echo)!["cell"] == "eu-1" ? 1 : 0;
        }

        Assert.InRange(away, 10, 30);
    }

    [Fact]
    public async Task Drain_OfACellByPercentToADeadCell_NeedsForce()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        ControlClient control = new(gateway);
        await gateway.Cells["eu-1-a1"].KillAsync();
        await gateway.Cells["eu-1-b1"].KillAsync();
        await TestGateway.WaitUntilAsync(async () => (int)(await control.GetAsync("cells/eu-1"))["available"]! == 0);
        int own = Rendezvous.PercentileOf("acme");
        await control.DoAsync("cells/na-1/drain", $$"""{ "weightPercent": {{own + 1}} }"""); // Acme stays.
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("cells/na-1/drain", $$"""{ "weightPercent": {{own}} }""");
        Assert.Equal((HttpStatusCode.Conflict, "1 tenants have no other cell that takes requests: acme. Send { \"force\": true } to do it all the same."), (status, (string?)answer["detail"]));
        Assert.Equal("na-1", (string?)JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!["cell"]);
    }

    [Fact]
    public async Task Drain_WithoutRoomForWhatItMoves_NeedsForce()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            config.Cells["cells"]![0]!["requestsPerSecond"] = 100;
            config.Cells["cells"]![1]!["requestsPerSecond"] = 100;
            config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
            config.Tenants["tenants"]![0]!["requestsPerSecond"] = 60;
            config.Tenants["tenants"]![1]!["requestsPerSecond"] = 60;
        });
        ControlClient control = new(gateway);
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("cells/na-1/drain");
        Assert.Equal(
            (HttpStatusCode.Conflict, "Cell \"eu-1\" can bear 100 requests per second now; with the 60 of this tenant it would have 120. Send { \"force\": true } to do it all the same."),
            (status, (string?)answer["detail"]));
        (status, answer) = await control.PostAsync("cells/na-1/pools/a/drain");
        Assert.Equal(
            (HttpStatusCode.Conflict, "What is left of cell \"na-1\" could bear 50 requests per second; its tenants need 60. Send { \"force\": true } to do it all the same."),
            (status, (string?)answer["detail"]));
        await control.DoAsync("cells/na-1/pools/a/drain", """{ "weightPercent": 50 }"""); // A step is no loss.
        await control.DoAsync("cells/na-1/drain", """{ "force": true }""");
        Assert.Equal("na-1", Assert.Single(control.Events("system.cell.drain_forced")).Target);
    }

    [Theory]
    [InlineData("cells/na-9/drain", null, HttpStatusCode.NotFound)]
    [InlineData("cells/na-1/destinations/na-9/drain", null, HttpStatusCode.NotFound)]
    [InlineData("cells/na-1/zones/z/drain", null, HttpStatusCode.NotFound)]
    [InlineData("cells/na-1/pools/c/drain", null, HttpStatusCode.NotFound)]
    [InlineData("tenants/nobody/read-only", null, HttpStatusCode.NotFound)]
    [InlineData("cells/na-1/drain", """{ "weightPercent": 101 }""", HttpStatusCode.BadRequest)]
    [InlineData("cells/na-1/drain", """{ "weightPercent": "1" }""", HttpStatusCode.BadRequest)]
    [InlineData("cells/na-1/drain", """{ "weight": 1 }""", HttpStatusCode.BadRequest)]
    [InlineData("cells/na-1/drain", "no json", HttpStatusCode.BadRequest)]
    public async Task Order_ThatCannotBe_IsRefusedAndDecidesNothing(string path, string? body, HttpStatusCode expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.Equal(expected, (await new ControlClient(gateway).PostAsync(path, body)).Status);
        Assert.Empty(gateway.Services.GetRequiredService<IDecisionStore>().Current.All);
    }

    [Fact]
    public async Task WebSocket_OnADrainedDestination_StaysUntilTheDeadline()
    {
        ShiftedTime time = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            static config => config.Cells["cells"]![0]!["drainDeadline"] = "1h", builder => builder.Services.AddSingleton<TimeProvider>(time));
        ControlClient control = new(gateway);
        using ClientWebSocket socket = await ConnectAsync(gateway);
        await control.DoAsync("cells/na-1/pools/a/drain");
        await control.DoAsync("cells/na-1/pools/b/drain", """{ "force": true }""");
        TunnelWatch watch = gateway.Services.GetRequiredService<TunnelWatch>();
        watch.StepOnce();
        time.Advance(TimeSpan.FromMinutes(59));
        watch.StepOnce();
        await EchoAsync(socket);
        time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => ReceiveAsync(socket));
    }

    [Fact]
    public async Task WebSocket_WhenItsTenantBecomesReadOnly_EndsAtOnce()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(gateway);
        await EchoAsync(socket);
        await new ControlClient(gateway).DoAsync("tenants/acme/read-only");
        await Assert.ThrowsAnyAsync<WebSocketException>(() => ReceiveAsync(socket));
        await TestGateway.WaitUntilAsync(() => gateway.Services.GetRequiredService<TunnelRegistry>().Count == 0);
    }

    [Fact]
    public async Task WebSocket_OfATenantThatIsRemoved_Ends()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(gateway);
        await EchoAsync(socket);
        await gateway.ReloadAsync(static config => config.Tenants["tenants"]!.AsArray().RemoveAt(0));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => ReceiveAsync(socket));
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestGateway gateway)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"wss://acme.localhost:{gateway.Https.Port}/ws"), gateway.CreateClient("acme.localhost"), Token);
        return socket;
    }

    private static async Task EchoAsync(ClientWebSocket socket)
    {
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Token);
        Assert.Equal(5, (await ReceiveAsync(socket)).Count);
    }

    private static Task<WebSocketReceiveResult> ReceiveAsync(ClientWebSocket socket) => socket.ReceiveAsync(new ArraySegment<byte>(new byte[100]), Token);
}
