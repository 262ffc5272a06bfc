using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Config;
using Edge.Gateway.Waf;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

public sealed class WafPolicyTests
{
    private const string Attack = "?comment=1'%20OR%20'1'='1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Modes_OfTenantAndPath_DecideForTheirRequests()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config =>
        {
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse("""{ "paths": [ { "path": "/echo", "mode": "detect" }, { "path": "/echo/raw/", "mode": "off" } ] }""");
        });
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/api/v1/users" + Attack));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Client, "/echo" + Attack));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Client, "/echo/raw/x" + Attack));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/echoes" + Attack)); // A path stands for itself and what is below it.
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.CreateClient("globex.localhost"), "/echo" + Attack));

        await CountedAsync(gateway, "edge_waf_requests_total{phase=\"none\",verdict=\"detected\"} 1\n");
        await CountedAsync(gateway, "edge_waf_requests_total{phase=\"2\",verdict=\"blocked\"} 3\n");
        await CountedAsync(gateway, "edge_waf_rule_matches_total{rule=\"17000\"} 4\n");
    }

    [Fact]
    public async Task Exclusion_OfATenant_HoldsForItsTargetAndPathOnly()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config =>
        {
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse("""{ "exclusions": [ { "rule": "tag:attack-sqli", "target": "ARGS:comment", "path": "/echo" } ] }""");
        });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Client, "/echo" + Attack));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/echo" + Attack.Replace("comment", "id", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/api/v1/users" + Attack));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.CreateClient("globex.localhost"), "/echo" + Attack));
    }

    [Fact]
    public async Task Reload_WithBrokenRules_KeepsTheLastGoodOnesAndTellsWhere()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await File.WriteAllTextAsync(WafGateway.OwnRules(gateway), "SecRule ARGS \"@containz x\" \"id:1,phase:2,deny\"\n", Cancellation);
        SnapshotLoadResult result = await gateway.ReloadAsync();
        Assert.Null(result.Snapshot);
        ConfigDiagnostic error = Assert.Single(result.Diagnostics.Items);
        Assert.Equal((WafGateway.OwnRules(gateway), 1, true), (error.File, error.Line, error.IsError));
        Assert.StartsWith("EDGE12", error.Code, StringComparison.Ordinal);
        Assert.Contains("did you mean '@contains'?", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/echo" + Attack));

        await File.WriteAllTextAsync(WafGateway.OwnRules(gateway), "SecRule ARGS \"@contains needle\" \"id:1,phase:2,deny,status:404,log\"\n", Cancellation);
        Assert.NotNull((await gateway.ReloadAsync()).Snapshot);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway.Client, "/echo?a=needle"));
    }

    [Fact]
    public async Task Reload_WithTheSameRules_TakesThemOver()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        SnapshotStore snapshots = gateway.Services.GetRequiredService<SnapshotStore>();
        WafRules? before = snapshots.Current.Get<WafTable>().Rules;
        await gateway.ReloadAsync(static config => config.WithTenant("initech", "na-1"));
        Assert.Same(before, snapshots.Current.Get<WafTable>().Rules);
        await gateway.ReloadAsync(static config => config.Edge["waf"]!["inboundThreshold"] = 50);
        Assert.NotSame(before, snapshots.Current.Get<WafTable>().Rules);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Client, "/echo" + Attack));
    }

    [Theory]
    [InlineData("block", HttpStatusCode.Forbidden)]
    [InlineData("pass", HttpStatusCode.OK)]
    public async Task EngineError_IsAnsweredByThePolicyAndCounted(string policy, HttpStatusCode expected)
    {
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "onEngineError": "{{policy}}" }""", "SecArgumentsLimit 2");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway.Client, "/echo?a=1&b=2"));
        Assert.Equal(expected, await StatusAsync(gateway.Client, "/echo?a=1&b=2&c=3"));
        await CountedAsync(gateway, "verdict=\"failed\"} 1\n");
    }

    [Theory]
    [InlineData("block", HttpStatusCode.Forbidden)]
    [InlineData("pass", HttpStatusCode.OK)]
    public async Task EngineErrors_AmongManyRequests_TouchNoOtherAndLeaveNothingBehind(string policy, HttpStatusCode expected)
    {
        const int Clients = 8;
        const int Rounds = 8;
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "onEngineError": "{{policy}}" }""", "SecArgumentsLimit 10");
        string many = string.Join('&', Enumerable.Range(0, 11).Select(static i => $"a{i}=b"));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Assert.Equal(expected, await StatusAsync(gateway.Client, "/echo?" + many));
                Assert.Equal(HttpStatusCode.OK, await PostAsync(gateway.Client, """{"name":"ann"}"""));
                Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway.Client, "/echo" + Attack));
                Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(gateway.Client, """{"name":"1' or '1'='1"}"""));
            }
        }));
        await TestGateway.WaitUntilAsync(() => gateway.Services.GetRequiredService<WafBodyBudget>().HeldBytes == 0);
        await CountedAsync(gateway, $"verdict=\"failed\"}} {Clients * Rounds}\n");
    }

    [Theory]
    [InlineData("""{ "mode": "on" }""", "'waf.mode' is \"on\"; set one of \"block\", \"detect\", \"off\"")]
    [InlineData("""{ "paranoia": 5 }""", "'waf.paranoia' is 5; set a whole number from 1 to 4.")]
    [InlineData("""{ "paranoia": 2, "detectionParanoia": 1 }""", "'waf.detectionParanoia' is 1, below 'paranoia' (2)")]
    [InlineData("""{ "crs": "nowhere" }""", "where no Core Rule Set is")]
    [InlineData("""{ "responseBodyTypes": [ "text" ] }""", "'waf.responseBodyTypes' has \"text\"; set a content type without parameters")]
    [InlineData("""{ "audit": { "mode": "relevant" } }""", "'waf.audit.file' is missing")]
    [InlineData("""{ "exclusions": [ { "target": "ARGS" } ] }""", "is missing; set a rule's id")]
    [InlineData("""{ "paths": [ { "path": "x", "mode": "off" } ] }""", "is \"x\"; set a path that begins with '/'")]
    public async Task Settings_ThatAreWrong_AreToldInFull(string settings, string expected)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        SnapshotLoadResult result = await gateway.ReloadAsync(config =>
        {
            foreach ((string key, JsonNode? value) in TestConfig.Parse(settings))
            {
                config.Edge["waf"]![key] = value?.DeepClone();
            }
        });
        Assert.Null(result.Snapshot);
        Assert.Contains(result.Diagnostics.Items, diagnostic => diagnostic.IsError && diagnostic.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AuditLog_OfBlockedRequest_HasTheRulesButNoSecrets()
    {
        using TestFolder folder = new();
        string file = folder["audit.jsonl"];
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "audit": { "mode": "relevant", "file": "{{file}}", "redact": [ "favourite" ] } }""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo?access_token=tok-123&page=2&favouriteColour=blue")
        {
            Content = new StringContent("""{"password":"hunter2' or 1=1--","username":"admin' or 1=1--"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Cookie", "sid=cookie-123");
        request.Headers.Add("Authorization", "Bearer bearer-123");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await StatusAsync(gateway.Client, "/echo"); // Not relevant: no line.
        await TestGateway.WaitUntilAsync(() => File.Exists(file) && new FileInfo(file).Length > 0);
        await gateway.Services.GetRequiredService<WafAuditLog>().WriteWaitingAsync();

        string text = Assert.Single(await File.ReadAllLinesAsync(file, Cancellation));
        JsonNode line = JsonNode.Parse(text)!;
        Assert.Equal(("blocked", 403, 19010), ((string?)line["verdict"], (int?)line["status"], (int?)line["rule"]));
        Assert.Equal("2", (string?)line["query"]!["page"]);
        Assert.Contains(line["matches"]!.AsArray(), static match => (string?)match!["value"] == "admin' or 1=1--");
        Assert.All((string[])["hunter2", "tok-123", "cookie-123", "bearer-123", "blue"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

        WafRecord kept = await KeptAsync(gateway);
        Assert.Equal(("acme", "POST", "/echo"), (kept.Tenant, kept.Method, kept.Path));
    }

    [Fact]
    public async Task Secret_InARulesMessage_IsInNoLog()
    {
        using TestFolder folder = new();
        string file = folder["audit.jsonl"];
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "audit": { "mode": "relevant", "file": "{{file}}" } }""", """
            SecRule ARGS:json.password "@rx (hunter.)" "id:60001,phase:2,deny,log,capture,msg:'Saw %{MATCHED_VAR}',tag:'saw/%{TX.0}'"
            """);
        using StringContent body = new("""{"password":"hunter2"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await gateway.Client.PostAsync(new Uri("/echo", UriKind.Relative), body, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await TestGateway.WaitUntilAsync(() => File.Exists(file) && new FileInfo(file).Length > 0);
        string text = Assert.Single(await File.ReadAllLinesAsync(file, Cancellation));
        Assert.Contains("Saw %{MATCHED_VAR}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_InThePath_IsInNoLog()
    {
        using TestFolder folder = new();
        string file = folder["audit.jsonl"];
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "audit": { "mode": "relevant", "file": "{{file}}" } }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/activate/Secret1/x'%20or%201=1--");
        request.Headers.Referrer = new Uri("https://acme.localhost/reset-password/Secret2?token=Secret3&x=1");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await TestGateway.WaitUntilAsync(() => File.Exists(file) && new FileInfo(file).Length > 0);
        string text = Assert.Single(await File.ReadAllLinesAsync(file, Cancellation));
        Assert.StartsWith("/activate/***/x", (string?)JsonNode.Parse(text)!["path"], StringComparison.Ordinal);
        Assert.Contains("/reset-password/***?token=***", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", (await KeptAsync(gateway)).Path, StringComparison.Ordinal);
    }

    // Requests are judged by the metrics when their answers have gone.
    private static Task CountedAsync(TestGateway gateway, string sample)
    {
        HttpClient ops = gateway.CreateOpsClient();
        return TestGateway.WaitUntilAsync(async () => (await ops.GetStringAsync("/metrics", Cancellation)).Contains(sample, StringComparison.Ordinal));
    }

    // The last that is done with a request.
    private static async Task<WafRecord> KeptAsync(TestGateway gateway)
    {
        WafBlockedRequests blocked = gateway.Services.GetRequiredService<WafBlockedRequests>();
        await TestGateway.WaitUntilAsync(() => blocked.Newest(1).Count == 1);
        return Assert.Single(blocked.Newest(10));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("/echo", body, Cancellation);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string target)
    {
        using HttpResponseMessage response = await client.GetAsync(target, Cancellation);
        return response.StatusCode;
    }
}
