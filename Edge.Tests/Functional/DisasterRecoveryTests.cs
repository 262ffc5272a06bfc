using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Demo;
using Edge.Gateway.Events;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Okta's disaster recovery API, and what it does to requests.</summary>
public sealed class DisasterRecoveryTests
{
    private const string Acme = """{ "domains": ["acme.localhost"] }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failover_AndFailback_MoveTheTenantAndAnswerAsOktaDoes()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        Assert.Equal("""{"status":[{"domain":"acme.localhost","isFailedOver":false},{"domain":"globex.localhost","isFailedOver":false}]}""", (await control.GetAsync("dr/status")).ToJsonString());
        Assert.Equal("""{"results":[{"domain":"acme.localhost","message":"Failover was successful"}]}""", (await control.DoAsync("dr/failover", Acme)).ToJsonString());
        Assert.Equal("""{"status":[{"domain":"acme.localhost","isFailedOver":true}]}""", (await control.GetAsync("dr/status/acme.localhost")).ToJsonString());

        JsonNode echo = await EchoAsync(gateway);
        Assert.Equal(("eu-1", "eu-1", "read-only"), ((string?)echo["cell"], (string?)echo["headers"]!["x-edge-cell"], (string?)echo["headers"]!["x-edge-mode"]));
        Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.SignInAsync(gateway.Client)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadOnlyTests.PostAsync(gateway.Client, "/api/v1/users", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ReadOnlyTests.PostAsync(gateway.CreateClient("globex.localhost"), "/echo", "{}")).StatusCode); // At home there.

        Assert.Equal("""{"results":[{"domain":"acme.localhost","message":"Failback was successful"}]}""", (await control.DoAsync("dr/failback", Acme)).ToJsonString());
        echo = await EchoAsync(gateway);
        Assert.Equal(("na-1", null), ((string?)echo["cell"], (string?)echo["headers"]!["x-edge-mode"]));
        Assert.Equal(("acme", "test", "from na-1 to eu-1"), Assert.Single(control.Events("system.dr.failover")) is var over ? (over.Target, over.Actor, over.Reason!) : default);
        Assert.Equal(("acme", "test", "from eu-1 to na-1"), Assert.Single(control.Events("system.dr.failback")) is var back ? (back.Target, back.Actor, back.Reason!) : default);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData(null, null)]
    [InlineData("""{ "domains": [] }""", null)]
    [InlineData(null, "drapp.acme.localhost")]
    public async Task Failover_WithoutDomains_MeansAllThatTheCallerReaches(string? body, string? host)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("dr/failover", body, host);
        Assert.Equal(HttpStatusCode.OK, status);
        string[] domains = [.. answer["results"]!.AsArray().Select(static result => (string)result!["domain"]!)];
        Assert.Equal(host is null ? ["acme.localhost", "globex.localhost"] : ["acme.localhost"], domains);
        Assert.All(answer["results"]!.AsArray(), static result => Assert.Equal("Failover was successful", (string?)result!["message"]));
    }

    [Fact]
    public async Task Failover_CalledByManyAtOnceAndAgain_IsOneEvent()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        JsonNode[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => control.DoAsync("dr/failover", Acme)));
        string[] messages = [.. answers.Select(static answer => (string)answer["results"]![0]!["message"]!)];
        Assert.Single(messages, "Failover was successful");
        Assert.Equal(7, messages.Count(static message => message == "Already failed over"));
        Assert.Single(control.Events("system.dr.failover"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => control.DoAsync("dr/failback", Acme)));
        Assert.Single(control.Events("system.dr.failback"));
        Assert.Equal("Not failed over", (string?)(await control.DoAsync("dr/failback", Acme))["results"]![0]!["message"]);
    }

    [Fact]
    public async Task Failback_OfATenantThatAReloadMadeAtHomeThere_UndoesTheFailover()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        await control.DoAsync("dr/failover", Acme);
        await gateway.ReloadAsync(static config => (config.Tenants["tenants"]![0]!["cell"], config.Tenants["tenants"]![0]!["drCell"]) = ("eu-1", "na-1"));
        Assert.False((bool)(await control.GetAsync("dr/status/acme.localhost"))["status"]![0]!["isFailedOver"]!);
        Assert.Equal("Failback was successful", (string?)(await control.DoAsync("dr/failback", Acme))["results"]![0]!["message"]);
        Assert.Equal("Not failed over", (string?)(await control.DoAsync("dr/failback", Acme))["results"]![0]!["message"]);
        await gateway.ReloadAsync(static config => (config.Tenants["tenants"]![0]!["cell"], config.Tenants["tenants"]![0]!["drCell"]) = ("na-1", "eu-1"));
        Assert.Equal("na-1", (string?)(await EchoAsync(gateway))["cell"]);
        Assert.Single(control.Events("system.dr.failback"));
    }

    [Fact]
    public async Task Failover_ToADeadCell_IsRefusedUnlessForced()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        await KillAsync(gateway, "eu-1");
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("dr/failover", Acme);
        Assert.Equal((HttpStatusCode.Conflict, "Failover failed: No destination of cell \"eu-1\" takes requests."), (status, (string)answer["results"]![0]!["message"]!));
        Assert.Equal("na-1", (string?)(await EchoAsync(gateway))["cell"]);
        Assert.Equal(EventOutcome.Failure, Assert.Single(control.Events("system.dr.failover")).Outcome);

        await control.DoAsync("dr/failover", """{ "domains": ["acme.localhost"], "force": true, "reason": "drill" }""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Client.GetAsync("/echo", Token)).StatusCode);
        Assert.Equal(2, control.Events("system.dr.failover").Length);
        Assert.Equal("No destination of cell \"eu-1\" takes requests.", Assert.Single(control.Events("system.dr.failover_forced")).Reason);
    }

    [Fact]
    public async Task Failover_BeyondTheRoomOfTheRecoveryCell_IsRefused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            WithRecovery(config);
            config.Cells["cells"]![1]!["requestsPerSecond"] = 100;
            config.Tenants["tenants"]![0]!["requestsPerSecond"] = 60;
            config.Tenants["tenants"]![1]!["requestsPerSecond"] = 50;
        });
        ControlClient control = new(gateway);
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("dr/failover", Acme);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("Failover failed: Cell \"eu-1\" can bear 100 requests per second now; with the 60 of this tenant it would have 110.", (string?)answer["results"]![0]!["message"]);
        await control.DoAsync("dr/failover", """{ "domains": ["globex.localhost"] }"""); // Makes room.
        await control.DoAsync("dr/failover", Acme);
    }

    [Fact]
    public async Task Failover_OfWhatCannotBe_SaysWhy()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        ControlClient control = new(gateway);
        (HttpStatusCode status, JsonNode answer) = await control.PostAsync("dr/failover", """{ "domains": ["acme.localhost", "nobody.localhost"] }""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(
            """[{"domain":"acme.localhost","message":"Failover failed: there is no DR cell for this domain."},{"domain":"nobody.localhost","message":"Unknown domain"}]""", answer["results"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, (await control.PostAsync("dr/failover", """{ "domain": ["acme.localhost"] }""")).Status); // Misspelt is not "all".
        Assert.Equal(HttpStatusCode.BadRequest, (await control.PostAsync("dr/failover", """{ "domains": [null] }""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await control.PostAsync("dr/failover", "[]")).Status);
        using HttpResponseMessage unknown = await gateway.CreateOpsClient().GetAsync("/api/v1/dr/status/nobody.localhost", Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using HttpResponseMessage anonymous = await gateway.CreateOpsClient(withToken: false).PostAsync("/api/v1/dr/failover", null, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task Failover_ByATokenOfOneTenant_MovesThatOneOnly()
    {
        string token = Edge.Gateway.Admin.AdminToken.Create();
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            WithRecovery(config);
            config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse(
                $$"""{ "id": "acme-dr", "role": "dr-admin", "resources": ["tenant:acme"], "hash": "{{Convert.ToHexString(Edge.Gateway.Admin.AdminToken.HashOf(token))}}" }"""));
        });
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        ops.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage both = await ops.PostAsync("/api/v1/dr/failover", new StringContent("""{ "domains": ["acme.localhost", "globex.localhost"] }"""), Token);
        Assert.Equal(
            """{"results":[{"domain":"acme.localhost","message":"Failover was successful"},{"domain":"globex.localhost","message":"Unknown domain"}]}""", await both.Content.ReadAsStringAsync(Token));
        Assert.Equal("""{"status":[{"domain":"acme.localhost","isFailedOver":true}]}""", await ops.GetStringAsync("/api/v1/dr/status", Token));
        Assert.Equal(HttpStatusCode.NotFound, (await ops.GetAsync("/api/v1/dr/status/globex.localhost", Token)).StatusCode);
        using HttpResponseMessage all = await ops.PostAsync("/api/v1/dr/failback", null, Token);
        Assert.Equal("""{"results":[{"domain":"acme.localhost","message":"Failback was successful"}]}""", await all.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.Forbidden, (await ops.PostAsync("/api/v1/cells/na-1/drain", null, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ops.PostAsync("/api/v1/fleet/read-only", null, Token)).StatusCode);
        Assert.Equal("acme-dr", Assert.Single(new ControlClient(gateway).Events("system.dr.failover")).Actor);
    }

    [Fact]
    public async Task Reload_ThatForbidsTheRecoveryCell_BringsTheTenantHomeAndKeepsItReadOnly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        await control.DoAsync("dr/failover", Acme);
        await gateway.ReloadAsync(static config =>
        {
            config.Tenants["tenants"]![0]!.AsObject().Remove("drCell");
            config.Tenants["tenants"]![0]!["jurisdictions"] = new JsonArray("na");
        });
        JsonNode echo = await EchoAsync(gateway);
        Assert.Equal(("na-1", "read-only"), ((string?)echo["cell"], (string?)echo["headers"]!["x-edge-mode"]));
        await control.DoAsync("dr/failback", Acme);
        Assert.Null((await EchoAsync(gateway))["headers"]!["x-edge-mode"]);
    }

    [Fact]
    public async Task Cell_KilledUnderLoadAndFailedOver_SignsInAgainAndThenNeverFails()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(WithRecovery);
        ControlClient control = new(gateway);
        using CancellationTokenSource stop = new();
        ConcurrentQueue<string> failures = new();
        int served = 0;
        bool isOver = false;
        Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => gateway.CreateClient("acme.localhost")).Select(async client =>
        {
            while (!stop.IsCancellationRequested)
            {
                bool mustBeGood = Volatile.Read(ref isOver);
                using HttpResponseMessage response = await ReadOnlyTests.SignInAsync(client);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref served);
                }
                else if (mustBeGood)
                {
                    failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                }
            }
        })];
        await TestGateway.WaitUntilAsync(() => Volatile.Read(ref served) > 20);
        await KillAsync(gateway, "na-1");
        await control.DoAsync("dr/failover", Acme);
        Volatile.Write(ref isOver, true);
        await TestGateway.WaitUntilAsync(() => gateway.Cells.InCell("eu-1").Sum(static destination => destination.Counters.SignIns) > 200);
        await ReviveAsync(gateway, "na-1");
        await TestGateway.WaitUntilAsync(async () => (await control.PostAsync("dr/failback", Acme)).Status == HttpStatusCode.OK);
        int atFailback = Volatile.Read(ref served);
        await TestGateway.WaitUntilAsync(() => Volatile.Read(ref served) > atFailback + 100);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(failures.Take(5));
    }

    private static void WithRecovery(TestConfig config)
    {
        config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
        config.Tenants["tenants"]![1]!["drCell"] = "na-1";
    }

    private static async Task<JsonNode> EchoAsync(TestGateway gateway) => JsonNode.Parse(await gateway.Client.GetStringAsync("/echo", Token))!;

    private static async Task KillAsync(TestGateway gateway, string cell)
    {
        foreach (DemoDestination destination in gateway.Cells.InCell(cell))
        {
            await destination.KillAsync();
        }

        await TestGateway.WaitUntilAsync(async () => (int)(await new ControlClient(gateway).GetAsync($"cells/{cell}"))["available"]! == 0);
    }

    private static async Task ReviveAsync(TestGateway gateway, string cell)
    {
        foreach (DemoDestination destination in gateway.Cells.InCell(cell))
        {
            await destination.StartAsync(Token);
        }
    }
}
