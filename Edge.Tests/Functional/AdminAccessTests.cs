using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Authentication;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>The door of the admin API: guessing, and permissions for a time.</summary>
public sealed class AdminAccessTests
{
    private const string Requests = "/api/v1/access/requests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guessing_IsHeldOff_ButWhoWorksFromThereIsNot()
    {
        string fresh = "";
        string expired = "";
        ManualTime time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            fresh = config.AddToken("fresh", "super-admin");
            expired = config.AddToken("ended", "super-admin", """{ "expires": "2020-01-01T00:00:00Z" }""");
        }, builder => builder.Services.AddSingleton(new FailedAttempts(time))); // The locks' clock is the test's.
        HttpClient working = gateway.CreateOpsClient();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(working));

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway.CreateOpsClient(expired))); // No guess.
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway.CreateOpsClient(withToken: false))); // None either.
        }

        HttpClient guessing = gateway.CreateOpsClient(AdminToken.Create());
        for (int i = 0; i < FailedAttempts.Free + 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(guessing));
            time.Advance(TimeSpan.FromSeconds(i < FailedAttempts.Free + 2 ? 4 : 1)); // The last lock, of 4 s, is not waited out.
        }

        using HttpResponseMessage locked = await guessing.GetAsync("/api/v1/cells", Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), locked.Headers.RetryAfter?.Delta);
        Assert.Equal("urn:edge:problem:too-many-attempts", (string?)(await locked.ReadJsonAsync())["type"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(gateway.CreateOpsClient(fresh))); // A right guess would not be told.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(working));

        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.CreateOpsClient(fresh)));

        Assert.Equal(3, (await gateway.EventsAsync("admin.access.locked")).Length);
        Assert.InRange((await gateway.EventsAsync("admin.access.denied")).Length, 2, 10); // Not one for each of fifty attempts.
        string metrics = await gateway.CreateOpsClient(withToken: false).GetStringAsync("/metrics", Token);
        Assert.Contains("edge_admin_attempts_total{outcome=\"expired\"} 20\n", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_admin_attempts_total{outcome=\"missing\"} 20\n", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_admin_tokens{state=\"expired\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_ForATime_IsApprovedByASecondPerson()
    {
        string alice = "", aliceToo = "", bob = "", carol = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            alice = config.AddToken("alice-1", "read-only-admin", """{ "owner": "alice" }""");
            aliceToo = config.AddToken("alice-2", "super-admin", """{ "owner": "alice" }""");
            bob = config.AddToken("bob-1", "super-admin", """{ "owner": "bob" }""");
            config.Admin["roles"] = new JsonArray(TestConfig.Parse("""{ "id": "approver", "permissions": ["edge.access.read", "edge.access.approve", "edge.bans.read"] }"""));
            carol = config.AddToken("carol-1", "approver");
        });
        HttpClient ops = gateway.CreateOpsClient(alice);
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, "acme"));

        string id = await AskAsync(ops, """{ "permissions": ["edge.bans.manage"], "resources": ["tenant:acme"], "duration": "1h", "reason": "scanner at acme" }""");
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, "acme"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(ops, $"{id}/approve")); // Lacks the permission.
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(gateway.CreateOpsClient(aliceToo), $"{id}/approve")); // Has it, but is the same person.
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(gateway.CreateOpsClient(carol), $"{id}/approve")); // May approve, but not what their own role lacks.
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(gateway.CreateOpsClient(bob), "0123456789abcdef/approve"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway.CreateOpsClient(bob), $"{id}/approve"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(gateway.CreateOpsClient(bob), $"{id}/approve"));

        Assert.Equal(HttpStatusCode.Created, await BanAsync(ops, "acme"));
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, "globex"));
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, null));

        JsonNode shown = JsonNode.Parse(await ops.GetStringAsync($"{Requests}/{id}", Token))!;
        Assert.Equal(("approved", "bob-1", "alice-1", "1h"), ((string?)shown["state"], (string?)shown["decidedBy"], (string?)shown["requester"], (string?)shown["duration"]));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway.CreateOpsClient(carol), $"{id}/revoke"));
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, "acme"));
        foreach (string eventType in (string[])["requested", "approved", "revoked"])
        {
            JsonNode told = Assert.Single(await gateway.EventsAsync($"admin.access.{eventType}"));
            Assert.Equal($"access-request/{id}", (string?)told["target"]![0]!["id"]);
        }
    }

    [Fact]
    public async Task Requests_AreSeenAndDecidedByWhomTheyConcern()
    {
        string alice = "", globex = "", bob = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            alice = config.AddToken("alice", "read-only-admin");
            globex = config.AddToken("globex-lead", "super-admin", """{ "tenant": "globex" }""");
            bob = config.AddToken("bob", "super-admin");
        });
        HttpClient ops = gateway.CreateOpsClient(alice);
        HttpClient lead = gateway.CreateOpsClient(globex);
        string acme = await AskAsync(ops, """{ "role": "security-admin", "resources": ["tenant:acme"], "duration": "1h", "reason": "a" }""");
        string both = await AskAsync(ops, """{ "role": "security-admin", "resources": ["tenant:acme", "tenant:globex"], "duration": "1h", "reason": "b" }""");
        string theirs = await AskAsync(ops, """{ "role": "security-admin", "resources": ["tenant:globex"], "duration": "1h", "reason": "c" }""");

        Assert.Equal([theirs], await ListAsync(lead));
        Assert.Equal([theirs, both, acme], await ListAsync(ops));
        Assert.Equal([theirs, both, acme], await ListAsync(gateway.CreateOpsClient(bob)));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(lead, $"{acme}/approve"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(lead, $"{both}/deny"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lead, $"{theirs}/approve"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway.CreateOpsClient(bob), $"{both}/deny"));
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"{Requests}/{acme}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"{Requests}/{theirs}", Token)).StatusCode); // Gives it back early.
        Assert.Equal(HttpStatusCode.Conflict, (await ops.DeleteAsync($"{Requests}/{both}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.CreateOpsClient(bob).DeleteAsync($"{Requests}/{both}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await BanAsync(ops, "globex"));
    }

    [Fact]
    public async Task Tokens_AreListedWithTheirLastUse_AndWithoutSecrets()
    {
        string used = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            used = config.AddToken("used", "dr-admin", """{ "resources": ["tenant:acme", "cell:*"], "owner": "dora" }""");
            config.AddToken("unused", "super-admin", """{ "expires": "2020-01-01T00:00:00Z" }""");
        });
        await StatusAsync(gateway.CreateOpsClient(used));
        string text = await gateway.CreateOpsClient().GetStringAsync("/api/v1/access/tokens", Token);
        Assert.DoesNotContain("hash", text, StringComparison.OrdinalIgnoreCase);
        JsonNode[] tokens = [.. JsonNode.Parse(text)!["tokens"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal(["test", "used", "unused"], tokens.Select(static token => (string?)token["id"]));
        Assert.Equal(("dora", "dr-admin", "valid", "127.0.0.1"), ((string?)tokens[1]["owner"], (string?)tokens[1]["role"], (string?)tokens[1]["state"], (string?)tokens[1]["lastAddress"]));
        Assert.Equal(["tenant:acme", "cell:*"], tokens[1]["resources"]!.AsArray().Select(static resource => (string?)resource));
        Assert.NotNull(tokens[1]["lastUsed"]);
        Assert.Equal("expired", (string?)tokens[2]["state"]);
        Assert.Null(tokens[2]["lastUsed"]);
    }

    [Fact]
    public async Task Attempts_AreEvents_AndReadsFold()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient ops = gateway.CreateOpsClient();
        for (int i = 0; i < 30; i++)
        {
            await StatusAsync(ops);
        }

        using HttpResponseMessage reloaded = await ops.PostAsync("/api/v1/config/reload", null, Token);
        JsonNode[] granted = await gateway.EventsAsync("admin.access.granted");
        JsonNode read = Assert.Single(granted, static entry => (string?)entry["target"]![0]!["id"] == "GET /api/v1/cells");
        Assert.Equal(("DEBUG", "test", "ALLOW"), ((string?)read["severity"], (string?)read["actor"]!["id"], (string?)read["outcome"]!["result"]));
        JsonNode change = Assert.Single(granted, static entry => (string?)entry["target"]![0]!["id"] == "POST /api/v1/config/reload");
        Assert.Equal("INFO", (string?)change["severity"]);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient ops)
    {
        using HttpResponseMessage response = await ops.GetAsync("/api/v1/cells", Token);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient ops, string path)
    {
        using HttpResponseMessage response = await ops.PostAsync($"{Requests}/{path}", null, Token);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> BanAsync(HttpClient ops, string? tenant)
    {
        using HttpResponseMessage response = await ops.PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.9", tenant }, Token);
        return response.StatusCode;
    }

    private static async Task<string> AskAsync(HttpClient ops, string wish)
    {
        using var content = new StringContent(wish);
        using HttpResponseMessage response = await ops.PostAsync(Requests, content, Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        string id = (string)(await response.ReadJsonAsync())["id"]!;
        Assert.Equal($"{Requests}/{id}", response.Headers.Location?.OriginalString);
        return id;
    }

    private static async Task<string[]> ListAsync(HttpClient ops) =>
        [.. JsonNode.Parse(await ops.GetStringAsync(Requests, Token))!["requests"]!.AsArray().Select(static request => (string)request!["id"]!)];
}
