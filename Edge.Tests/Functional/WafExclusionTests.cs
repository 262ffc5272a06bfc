using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Config;
using Edge.Gateway.Redis;
using Edge.Gateway.Tenants;
using Edge.Gateway.Waf;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Exclusions that operators decide while the gateway runs.</summary>
public sealed class WafExclusionTests
{
    // The demo cell has no such page: 404 is its answer, 403 the gateway's.
    private const string Attack = "/posts?comment=1'%20UNION%20SELECT%20password%20FROM%20users--";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exclusion_OfATenant_HoldsAtOnceForItAlone_UntilTakenBack()
    {
        await using TestGateway gateway = await StartAsync();
        HttpClient ops = gateway.CreateOpsClient();
        HttpClient globex = gateway.CreateClient("globex.localhost");
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.Client.GetAsync(Attack, Token)).StatusCode);
        using HttpResponseMessage made = await ops.PostAsJsonAsync("/api/v1/tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", target = "ARGS:comment", path = "/posts/", reason = "editor" }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string id = (string)(await made.ReadJsonAsync())["id"]!;
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync(Attack, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.Client.GetAsync(Attack.Replace("comment", "id", StringComparison.Ordinal), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.Client.GetAsync(Attack.Replace("posts", "other", StringComparison.Ordinal), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await globex.GetAsync(Attack, Token)).StatusCode);

        await gateway.ReloadAsync(); // It is no part of the files.
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Client.GetAsync(Attack, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/api/v1/tenants/acme/waf/exclusions/{id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.Client.GetAsync(Attack, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync($"/api/v1/tenants/acme/waf/exclusions/{id}", Token)).StatusCode);

        JsonNode added = Assert.Single(await gateway.EventsAsync("security.waf.exclusion.add"));
        Assert.Equal(($"acme/{id}", "acme"), ((string?)added["target"]![0]!["id"], (string?)added["debugContext"]!["debugData"]!["tenant"]));
        Assert.Equal("tag:attack-sqli, ARGS:comment, below /posts: editor", (string?)added["outcome"]!["reason"]);
        Assert.Single(await gateway.EventsAsync("security.waf.exclusion.remove"));
    }

    [Fact]
    public async Task Exclusion_IsPutInForceByWhoDecidesOrReloads_NeverByARequest()
    {
        await using TestGateway gateway = await StartAsync();
        SnapshotStore snapshots = gateway.Services.GetRequiredService<SnapshotStore>();
        EdgeSnapshot next = snapshots.Current; // It serves still, and is prepared as if it came.
        await gateway.Services.GetRequiredService<ConfigReloader>().ReloadAsync("test", Token); // Nothing is written: the watcher shall prepare no other.
        await gateway.Services.GetRequiredService<LiveExclusions>().PrepareAsync(snapshots.Current, next, Token);
        using HttpResponseMessage made = await gateway.CreateOpsClient().PostAsJsonAsync("/api/v1/tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", reason = "editor" }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        foreach (EdgeSnapshot snapshot in (EdgeSnapshot[])[snapshots.Current, next]) // Decided before it serves, it holds when it does.
        {
            WafTable table = snapshot.Get<WafTable>();
            Assert.True(snapshot.Get<TenantDirectory>().TryGetById("acme", out Tenant? acme));
            WafPolicy policy = LiveExclusions.PolicyOf(table, acme);
            Assert.Equal(table.PolicyOf(acme).Exclusions.Length + 1, policy.Exclusions.Length);
            Assert.Same(policy, LiveExclusions.PolicyOf(table, acme)); // None is made for a request.
        }
    }

    [Fact]
    public async Task Exclusion_MadeOnOneNode_IsInForceOnTheOther_UntilTakenBackThere()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        void Share(TestConfig config) => config.Edge["redis"] = new JsonObject { ["configuration"] = redis.Configuration };
        await using TestGateway first = await StartAsync(Share);
        await using TestGateway second = await StartAsync(Share);
        await TestGateway.WaitUntilAsync(() => IsUp(first) && IsUp(second));
        Assert.Equal(HttpStatusCode.Forbidden, (await second.Client.GetAsync(Attack, Token)).StatusCode);
        using HttpResponseMessage made = await first.CreateOpsClient().PostAsJsonAsync("/api/v1/tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", target = "ARGS:comment", path = "/posts" }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await TestGateway.WaitUntilAsync(async () => (await second.Client.GetAsync(Attack, Token)).StatusCode == HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.Forbidden, (await second.Client.GetAsync(Attack.Replace("comment", "id", StringComparison.Ordinal), Token)).StatusCode);

        string id = (string)(await made.ReadJsonAsync())["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await second.CreateOpsClient().DeleteAsync($"/api/v1/tenants/acme/waf/exclusions/{id}", Token)).StatusCode);
        await TestGateway.WaitUntilAsync(async () => (await first.Client.GetAsync(Attack, Token)).StatusCode == HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{ "rule": "" }""")]
    [InlineData("""{ "rule": "nonsense" }""")]
    [InlineData("""{ "rule": "tag:attack-sqli", "path": "posts" }""")]
    [InlineData("""{ "rule": "tag:attack-sqli", "path": "/posts/*" }""")]
    [InlineData("""{ "rule": "tag:attack-sqli", "target": "NOTHING:x" }""")]
    [InlineData("""{ "rule": "tag:attack-sqli", "everything": true }""")]
    public async Task Exclusion_ThatMeansNothing_IsRefused(string body)
    {
        await using TestGateway gateway = await StartAsync();
        using var content = new StringContent(body);
        using HttpResponseMessage answer = await gateway.CreateOpsClient().PostAsync("/api/v1/tenants/acme/waf/exclusions", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await gateway.EventsAsync("security.waf.exclusion.add"));
    }

    [Fact]
    public async Task Exclusions_OfATenant_AreBounded()
    {
        await using TestGateway gateway = await StartAsync();
        HttpClient ops = gateway.CreateOpsClient();
        for (int i = 0; i <= LiveExclusions.MaxPerTenant; i++)
        {
            using HttpResponseMessage answer = await ops.PostAsJsonAsync("/api/v1/tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", path = $"/p{i}" }, Token);
            Assert.Equal(i < LiveExclusions.MaxPerTenant ? HttpStatusCode.Created : HttpStatusCode.Conflict, answer.StatusCode);
        }

        using HttpResponseMessage again = await ops.PostAsJsonAsync("/api/v1/tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", path = "/p0" }, Token);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode); // The same is the same.
        JsonNode listed = JsonNode.Parse(await ops.GetStringAsync("/api/v1/tenants/acme/waf/exclusions", Token))!;
        Assert.Equal(LiveExclusions.MaxPerTenant, listed["exclusions"]!.AsArray().Count);
    }

    [Fact]
    public async Task BlockedRequests_ShowWhatMatched_WithoutSecrets()
    {
        string token = "";
        await using TestGateway gateway = await StartAsync(config => token = config.AddToken("globex-admin", "org-admin", """{ "tenant": "globex" }"""));
        await gateway.Client.GetAsync(Attack + "&password=hunter2secret", Token);
        await TestGateway.WaitUntilAsync(() => gateway.Services.GetRequiredService<WafBlockedRequests>().Newest(1).Count == 1); // Noted after the answer.
        HttpClient ops = gateway.CreateOpsClient();
        string text = await ops.GetStringAsync("/api/v1/waf", Token);
        JsonNode blocked = Assert.Single(JsonNode.Parse(text)!["blocked"]!.AsArray())!;
        Assert.Equal("acme", (string?)blocked["tenant"]);
        Assert.Contains(blocked["matches"]!.AsArray(), static match => (string?)match!["variable"] == "ARGS:comment");
        Assert.DoesNotContain("hunter2secret", text, StringComparison.Ordinal);
        Assert.NotEmpty(JsonNode.Parse(text)!["top"]!.AsArray());

        JsonNode limited = JsonNode.Parse(await gateway.CreateOpsClient(token).GetStringAsync("/api/v1/waf", Token))!;
        Assert.Empty(limited["blocked"]!.AsArray());
        Assert.Null(limited["top"]);

        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string page = await console.PageAsync("rules");
        Assert.Contains("ARGS:comment", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", page, StringComparison.Ordinal);
        string link = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "href=\"/console/(do/exclusion-add[^\"]*)\"").Groups[1].Value);
        string question = await console.PageAsync(link);
        string rule = System.Text.RegularExpressions.Regex.Match(question, "name=\"rule\" value=\"(\\d+)\"").Groups[1].Value;
        string done = await console.DoAsync(link, ("rule", rule), ("target", "ARGS:comment"), ("path", "/posts"), ("reason", "editor"));
        Assert.Contains("Take it back on this page", done, StringComparison.Ordinal);
        Assert.Contains("exclusion-remove", done, StringComparison.Ordinal);
    }

    private static bool IsUp(TestGateway gateway) => gateway.Services.GetRequiredService<RedisConnection>().IsUp;

    // The compact set: it is always there.
    private static Task<TestGateway> StartAsync(Action<TestConfig>? change = null) => WafGateway.StartAsync(change: change);
}
