using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What tokens see and do that are limited to tenants or cells.</summary>
public sealed class AdminScopeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bans_OfALimitedToken_AreThoseOfItsTenants()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("acme-admin", "org-admin", """{ "tenant": "acme" }"""));
        HttpClient all = gateway.CreateOpsClient();
        HttpClient ops = gateway.CreateOpsClient(token);
        string node = await BanAsync(all, "203.0.113.1", null);
        string globex = await BanAsync(all, "203.0.113.2", "globex");
        string mine = await BanAsync(ops, "203.0.113.3", "acme");

        Assert.Equal(["203.0.113.3"], await BannedAsync(ops));
        Assert.Equal(["203.0.113.1", "203.0.113.2", "203.0.113.3"], (await BannedAsync(all)).Order(StringComparer.Ordinal));
        foreach (string? tenant in (string?[])[null, "globex", "nobody"])
        {
            using HttpResponseMessage refused = await ops.PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.4", tenant }, Token);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using HttpResponseMessage unknown = await all.PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.4", tenant = "acm" }, Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync($"/api/v1/bans/{node}", Token)).StatusCode); // As one that does not exist.
        Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync($"/api/v1/bans/{globex}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/api/v1/bans/{mine}", Token)).StatusCode);
        Assert.Equal(2, (await BannedAsync(all)).Length);
    }

    [Fact]
    public async Task RateLimitsAndLogs_OfALimitedToken_AreThoseOfItsTenants()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("limits", "rate-limit-admin", """{ "resources": ["tenant:acme", "cell:na-1"] }"""));
        await gateway.Client.GetAsync("/echo", Token);
        await gateway.CreateClient("globex.localhost").GetAsync("/echo", Token);
        HttpClient all = gateway.CreateOpsClient();
        HttpClient ops = gateway.CreateOpsClient(token);

        JsonNode limits = JsonNode.Parse(await ops.GetStringAsync("/api/v1/rate-limits", Token))!;
        Assert.Equal("acme", (string?)Assert.Single(limits["limits"]!.AsArray())!["tenant"]);
        Assert.Equal(2, JsonNode.Parse(await all.GetStringAsync("/api/v1/rate-limits", Token))!["limits"]!.AsArray().Count);

        await all.PutAsJsonAsync("/api/v1/rate-limits/globex/default", new { limit = 7 }, Token);
        using HttpResponseMessage changed = await ops.PutAsJsonAsync("/api/v1/rate-limits/acme/default", new { limit = 7 }, Token);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        JsonNode seen = Assert.Single(JsonNode.Parse(await ops.GetStringAsync("/api/v1/logs", Token))!.AsArray())!;
        Assert.Equal(("system.org.rate_limit.change", "acme/default", "limits"), ((string?)seen["eventType"], (string?)seen["target"]![0]!["id"], (string?)seen["actor"]!["id"]));
        Assert.Equal(2, JsonNode.Parse(await all.GetStringAsync("/api/v1/logs", Token))!.AsArray().Count(static entry => (string?)entry!["eventType"] == "system.org.rate_limit.change"));
    }

    [Fact]
    public async Task Cells_OfALimitedToken_AreThoseItNames()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("cells", "cell-admin", """{ "resources": ["cell:eu-1"] }"""));
        HttpClient ops = gateway.CreateOpsClient(token);
        JsonNode cells = JsonNode.Parse(await ops.GetStringAsync("/api/v1/cells", Token))!;
        Assert.Equal("eu-1", (string?)Assert.Single(cells["cells"]!.AsArray())!["id"]);
        Assert.Equal(HttpStatusCode.OK, (await ops.GetAsync("/api/v1/cells/eu-1", Token)).StatusCode);
        using HttpResponseMessage refused = await ops.GetAsync("/api/v1/cells/na-1", Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("edge.cells.read is limited to cell:eu-1 here; this concerns cell:na-1.", (string?)problem["detail"]);
        Assert.Equal(("urn:edge:problem:forbidden", "Forbidden", 403), ((string?)problem["type"], (string?)problem["title"], (int?)problem["status"]));
    }

    [Theory]
    [InlineData("""{ "address": "203.0.113.4", "durration": "1h" }""", 400)]
    [InlineData("""{ "address": "203.0.113.4", "address": "203.0.113.5" }""", 400)]
    [InlineData("""{ "address": """, 400)]
    [InlineData("null", 400)]
    [InlineData("", 400)]
    [InlineData("large", 413)]
    public async Task Body_ThatIsNotUnderstood_IsRefusedAsAWhole(string body, int expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using var content = new StringContent(body == "large" ? new string(' ', AdminBody.MaxBytes + 1) : body);
        using HttpResponseMessage response = await gateway.CreateOpsClient().PostAsync("/api/v1/bans", content, Token);
        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("""{ "address": "999.1.1.1" }""", "'address' is \"999.1.1.1\"; set an IPv4 address")]
    [InlineData("""{ "address": "192.0.2.0/24" }""", "'address' is \"192.0.2.0/24\"; set an IPv4 address")]
    [InlineData("""{ "duration": "1h" }""", "'address' is missing; set an IPv4 address")]
    [InlineData("""{ "address": "192.0.2.7", "duration": "soon" }""", "'duration' is \"soon\"; set 1s to ")]
    public async Task Ban_OfWhatIsNone_SaysWhatWasFound(string body, string expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using var content = new StringContent(body);
        using HttpResponseMessage response = await gateway.CreateOpsClient().PostAsync("/api/v1/bans", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(expected, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["detail"], StringComparison.Ordinal);
    }

    private static async Task<string> BanAsync(HttpClient ops, string address, string? tenant)
    {
        using HttpResponseMessage made = await ops.PostAsJsonAsync("/api/v1/bans", new { address, tenant }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Token))!["id"]!;
    }

    private static async Task<string[]> BannedAsync(HttpClient ops) =>
        [.. JsonNode.Parse(await ops.GetStringAsync("/api/v1/bans", Token))!["bans"]!.AsArray().Select(static ban => (string)ban!["subject"]!)];

    [Fact]
    public async Task Failover_OfAnothersDomain_IsUnknownToTheCaller_AndAnAttemptInTheSystemLog()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("dr", "dr-admin", """{ "resources": ["tenant:acme"] }"""));
        using StringContent body = new("""{ "domains": ["globex.localhost"] }""");
        using HttpResponseMessage answer = await gateway.CreateOpsClient(token).PostAsync("/api/v1/dr/failover", body, Token);
        Assert.Contains("Unknown domain", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Edge.Gateway.Events.EdgeEvent denied = Assert.Single(new ControlClient(gateway).Events("admin.access.denied"));
        Assert.Equal("dr", denied.Actor);
        Assert.Contains("okta.dr.manage is limited to tenant:acme here; this concerns tenant:globex.", denied.Reason, StringComparison.Ordinal);
    }
}
