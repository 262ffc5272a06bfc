using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Tests.Gateway.Observability;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>The ops listener: probes, metrics, and the admin API's door.</summary>
public sealed class OpsTests
{
    private static readonly string Reader = AdminToken.Create();
    private static readonly string Expired = AdminToken.Create();
    private static readonly string OfATenant = AdminToken.Create();
    private static readonly string OfResources = AdminToken.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probes_OfAReadyGateway_SayWhatIsDone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        Assert.Equal("ok\n", await ops.GetStringAsync("/livez", Token));
        Assert.Equal("ready\nconfiguration: ok\nlisteners: ok\nfirst health round: ok\nstopping: no\n", await ops.GetStringAsync("/readyz", Token));
    }

    [Fact]
    public async Task Metrics_OfARunningGateway_PassPromtoolAndHoldTheSurface()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Client.GetAsync("/echo", Token);
        string text = await gateway.CreateOpsClient(withToken: false).GetStringAsync("/metrics", Token);
        string[] families = [.. text.Split('\n').Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[2])];
        Assert.All(
            (string[])["edge_requests_total", "edge_request_duration_seconds", "edge_ratelimit_decisions_total", "edge_cell_destinations", "edge_tls_handshakes_total", "edge_config_reloads_total"],
            name => Assert.Contains(name, families));
        Assert.Contains("edge_cell_destinations{cell=\"na-1\",state=\"available\"} 2\n", text, StringComparison.Ordinal);
        (int exitCode, string output) = await Promtool.CheckMetricsAsync(text, Token);
        Assert.Equal((0, ""), (exitCode, output));
    }

    /// <summary>Token, method, path, and the answer.</summary>
    [Theory]
    [InlineData("none", "GET", "/api/v1/config", 401)]
    [InlineData("none", "GET", "/api/v1/cells", 401)]
    [InlineData("none", "GET", "/api/v1/logs", 401)]
    [InlineData("none", "POST", "/api/v1/config/reload", 401)]
    [InlineData("wrong", "GET", "/api/v1/config", 401)]
    [InlineData("basic", "GET", "/api/v1/config", 401)]
    [InlineData("expired", "GET", "/api/v1/config", 401)]
    [InlineData("reader", "GET", "/api/v1/config", 200)]
    [InlineData("reader", "GET", "/api/v1/cells/na-1", 200)]
    [InlineData("reader", "GET", "/api/v1/cells/nowhere", 404)]
    [InlineData("reader", "GET", "/api/v1/logs?limit=0", 400)]
    [InlineData("reader", "GET", "/api/v1/logs?since=yesterday", 400)]
    [InlineData("reader", "POST", "/api/v1/config/reload", 403)]
    [InlineData("tenant", "GET", "/api/v1/cells/na-1", 403)]
    [InlineData("tenant", "GET", "/api/v1/config", 403)]
    [InlineData("tenant", "GET", "/api/v1/rate-limits?tenant=acme", 200)]
    [InlineData("tenant", "GET", "/api/v1/rate-limits?tenant=globex", 403)]
    [InlineData("tenant", "PUT", "/api/v1/rate-limits/globex/default", 403)]
    [InlineData("tenant", "PUT", "/api/v1/rate-limits/nobody/default", 403)]
    [InlineData("tenant", "POST", "/api/v1/config/reload", 403)]
    [InlineData("resources", "GET", "/api/v1/config", 403)]
    [InlineData("super", "POST", "/api/v1/config/reload", 200)]
    [InlineData("super", "GET", "/api/v1/nothing", 404)]
    [InlineData("super", "DELETE", "/api/v1/config", 405)]
    public async Task AdminApi_ByToken_LetsThroughWhatTheRoleAllows(string who, string method, string path, int expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(AddTokens);
        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.Authorization = who switch
        {
            "none" => null,
            "basic" => new AuthenticationHeaderValue("Basic", gateway.AdminToken),
            "wrong" => new AuthenticationHeaderValue("Bearer", gateway.AdminToken[..^1] + "?"),
            "expired" => new AuthenticationHeaderValue("Bearer", Expired),
            "reader" => new AuthenticationHeaderValue("Bearer", Reader),
            "tenant" => new AuthenticationHeaderValue("Bearer", OfATenant),
            "resources" => new AuthenticationHeaderValue("Bearer", OfResources),
            _ => new AuthenticationHeaderValue("bearer", gateway.AdminToken),
        };
        using HttpResponseMessage response = await ops.SendAsync(request, Token);
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(expected == 401 ? "Bearer" : "", response.Headers.WwwAuthenticate.ToString());
        if (expected is 401 or 403)
        {
            string log = await gateway.CreateOpsClient().GetStringAsync("/api/v1/logs", Token);
            JsonNode denied = Assert.Single(JsonNode.Parse(log)!.AsArray(), static entry => (string?)entry!["eventType"] == "admin.access.denied")!;
            Assert.Equal($"{method} {path.Split('?')[0]}", (string?)denied["target"]![0]!["id"]);
            Assert.DoesNotContain("edge_", log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Config_ByTheAdminApi_MasksSecrets()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(AddTokens);
        string text = await gateway.CreateOpsClient().GetStringAsync("/api/v1/config", Token);
        JsonNode config = JsonNode.Parse(text)!;
        Assert.Equal(1, (int?)config["version"]);
        Assert.Equal(gateway.Folder.Path, (string?)config["directory"]);
        Assert.Equal("127.0.0.1:0", (string?)config["files"]!["edge.json"]!["listen"]!["https"]!["address"]);
        Assert.All(config["files"]!["admin.json"]!["tokens"]!.AsArray(), static token => Assert.Equal("***", (string?)token!["hash"]));
        Assert.DoesNotContain(Convert.ToHexString(AdminToken.HashOf(gateway.AdminToken)), text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Cells_ByTheAdminApi_ShowEachDestination()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.Cells["na-1-a1"].KillAsync();
        HttpClient ops = gateway.CreateOpsClient();
        await TestGateway.WaitUntilAsync(async () => (int?)(await CellAsync(ops))["available"] == 1);
        JsonNode cell = await CellAsync(ops);
        JsonNode dead = cell["destinations"]![0]!;
        Assert.Equal(("na-1-a1", false, "unreachable"), ((string?)dead["id"], (bool?)dead["available"], (string?)dead["probes"]));
        Assert.True((bool?)cell["destinations"]![1]!["available"]);
    }

    private static async Task<JsonNode> CellAsync(HttpClient ops) => JsonNode.Parse(await ops.GetStringAsync("/api/v1/cells/na-1", Token))!;

    private static void AddTokens(TestConfig config)
    {
        config.Admin["roles"] = new JsonArray(TestConfig.Parse("""{ "id": "narrow", "permissions": ["edge.config.read"], "resources": ["tenant:acme"] }"""));
        JsonArray tokens = config.Admin["tokens"]!.AsArray();
        tokens.Add((JsonNode)Entry("reader", Reader, "read-only-admin"));
        tokens.Add((JsonNode)Entry("expired", Expired, "super-admin", "\"expires\": \"2020-01-01T00:00:00Z\","));
        tokens.Add((JsonNode)Entry("of-acme", OfATenant, "super-admin", "\"tenant\": \"acme\","));
        tokens.Add((JsonNode)Entry("narrow", OfResources, "narrow"));
    }

    private static JsonObject Entry(string id, string token, string role, string more = "") =>
        TestConfig.Parse($$"""{ {{more}} "id": "{{id}}", "role": "{{role}}", "hash": "{{Convert.ToHexString(AdminToken.HashOf(token))}}" }""");
}
