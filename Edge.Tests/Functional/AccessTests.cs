using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Access lists, abuse rules and bans through the real gateway. The tests' client is a trusted proxy, so each request names its address.</summary>
public sealed class AccessTests
{
    private const string ByAddress = """
        { "id": "stuffing-address", "match": [{ "methods": ["POST"], "path": "/api/v1/authn" }], "key": ["address"],
          "countWhen": { "status": [401, 403] }, "limit": 5, "window": "1m", "ban": { "key": "address", "first": "1m", "growth": 2, "longest": "1d" } }
        """;

    private const string ByUsername = """
        { "id": "stuffing-username", "match": [{ "methods": ["POST"], "path": "/api/v1/authn" }], "key": ["body:username"],
          "countWhen": { "status": [401, 403] }, "limit": 5, "window": "1m", "ban": { "key": "key", "first": "1m" } }
        """;

    [Fact]
    public async Task Get_FromDeniedAddress_Is403BeforeAnythingElseIsCharged()
    {
        await using TestGateway gateway = await StartAsync(
            """{ "sets": [{ "id": "bad", "file": "access/bad.txt" }], "rules": [{ "set": "bad", "action": "deny" }] }""", ("access/bad.txt", "198.51.100.0/24\n2001:db8::/32\n"));
        using HttpResponseMessage denied = await GetAsync(gateway, "198.51.100.7");
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal("application/problem+json", denied.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(await denied.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("urn:edge:problem:access-denied", (string?)problem["type"]);
        Assert.Equal(Assert.Single(denied.Headers.GetValues("X-Request-Id")), (string?)problem["requestId"]);
        Assert.False(denied.Headers.Contains("X-Rate-Limit-Limit"));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "2001:db8::7")).StatusCode);

        using HttpResponseMessage other = await GetAsync(gateway, "198.51.101.7");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("999999", Assert.Single(other.Headers.GetValues("X-Rate-Limit-Remaining"))); // The refused ones cost nothing.
        Assert.Contains("edge_access_decisions_total{action=\"deny\",rule=\"bad\"} 2", await MetricsAsync(gateway), StringComparison.Ordinal);
        await TestGateway.WaitUntilAsync(async () => // Counted when the response has gone.
            (await MetricsAsync(gateway)).Contains("edge_requests_total{method=\"GET\",outcome=\"denied\",status=\"403\",status_class=\"4xx\"} 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_CountModeTenantAndAllow_DecideAsConfigured()
    {
        await using TestGateway gateway = await StartAsync(
            """
            { "sets": [{ "id": "wide", "file": "wide.txt" }, { "id": "office", "file": "office.txt" }, { "id": "watched", "file": "watched.txt" }],
              "rules": [{ "id": "closed", "set": "wide", "action": "deny", "tenant": "acme" }, { "set": "office", "action": "allow" }, { "set": "watched", "action": "deny", "mode": "count" }] }
            """,
            ("wide.txt", "10.0.0.0/8"),
            ("office.txt", "10.1.0.0/16"),
            ("watched.txt", "192.0.2.0/24"));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "10.2.0.1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "10.1.0.1")).StatusCode); // Allowed wins.
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "192.0.2.1")).StatusCode); // Only counted.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway.CreateClient("globex.localhost"), HttpMethod.Get, "/echo", "10.2.0.1")).StatusCode); // Another tenant.
        string metrics = await MetricsAsync(gateway);
        Assert.Contains("edge_access_decisions_total{action=\"deny\",rule=\"closed\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_access_decisions_total{action=\"allow\",rule=\"office\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_access_decisions_total{action=\"count\",rule=\"watched\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListFile_ThatChanges_IsInForceByItself()
    {
        await using TestGateway gateway = await StartAsync(
            """{ "sets": [{ "id": "bad", "file": "access/bad.txt" }], "rules": [{ "set": "bad", "action": "deny" }] }""", ("access/bad.txt", "# nobody yet\n"));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
        gateway.Folder.Write("access/bad.txt", "203.0.113.5\n");
        await TestGateway.WaitUntilAsync(async () => (await GetAsync(gateway, "203.0.113.5")).StatusCode == HttpStatusCode.Forbidden);

        gateway.Folder.Write("access/bad.txt", "203.0.113.5\nnonsense\n"); // The last good list stays.
        SnapshotLoadResult result = await gateway.ReloadAsync();
        Assert.Null(result.Snapshot);
        Assert.Equal("EDGE1301", Assert.Single(result.Diagnostics.Items).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task SignIns_ManyUsernamesFromOneAddress_BanTheAddress(string version)
    {
        var time = new ShiftedTime();
        await using TestGateway gateway = await StartAsync($$"""{ "abuse": [{{ByAddress}}] }""", time);
        using HttpClient client = gateway.CreateClient("acme.localhost", Version.Parse(version));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, "203.0.113.5", $"user{i}@example.com", "wrong")).StatusCode);
        }

        using HttpResponseMessage refused = await SignInAsync(client, "203.0.113.5", "alice@example.com", "correct-horse");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(refused.Headers.Contains("X-Rate-Limit-Limit"));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(client, HttpMethod.Get, "/echo", "203.0.113.5")).StatusCode); // From everything.
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, "203.0.113.6", "alice@example.com", "correct-horse")).StatusCode);
        Assert.Contains("edge_bans{kind=\"address\"} 1", await MetricsAsync(gateway), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromSeconds(61)); // The ban ends; the next one is longer.
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, "203.0.113.5", $"user{i}@example.com", "wrong")).StatusCode);
        }

        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(client, HttpMethod.Get, "/echo", "203.0.113.5")).StatusCode);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, "/echo", "203.0.113.5")).StatusCode);
    }

    [Theory]
    [InlineData("1.1", false)]
    [InlineData("1.1", true)]
    [InlineData("2.0", false)]
    public async Task SignIns_OneUsernameFromManyAddresses_BanTheUsernameAndBodiesArriveWhole(string version, bool isChunked)
    {
        await using TestGateway gateway = await StartAsync($$"""{ "abuse": [{{ByUsername}}] }""");
        using HttpClient client = gateway.CreateClient("acme.localhost", Version.Parse(version));
        for (int i = 0; i < 5; i++)
        {
            string username = i % 2 == 0 ? "alice@example.com" : " Alice@Example.com";
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, $"203.0.113.{i}", username, "wrong", isChunked)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await SignInAsync(client, "203.0.113.50", "ALICE@example.com", "wrong", isChunked)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, "203.0.113.50", "bob@example.com", "correct-horse", isChunked)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, "/echo", "203.0.113.50")).StatusCode);

        string bans = await gateway.CreateOpsClient().GetStringAsync("/api/v1/bans", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("alice", bans, StringComparison.OrdinalIgnoreCase); // The key is a hash.
        Assert.Contains("\"subject\":\"stuffing-username:", bans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIns_BodyLongerThanIsRead_StillArriveWholeAndShareTheMissingKey()
    {
        await using TestGateway gateway = await StartAsync($$"""{ "abuse": [{{ByUsername}}] }""");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInWithPaddingAsync(gateway.Client, $"user{i}@example.com")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await SignInWithPaddingAsync(gateway.Client, "other@example.com")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(gateway.Client, "203.0.113.5", "alice@example.com", "correct-horse")).StatusCode);
    }

    [Theory]
    [InlineData("1.1", false, 0)]
    [InlineData("1.1", false, 1000)]
    [InlineData("1.1", true, 1000)]
    [InlineData("1.1", false, 16 * 1024)]
    [InlineData("1.1", true, 16 * 1024)]
    [InlineData("1.1", false, 3_000_000)]
    [InlineData("1.1", true, 3_000_000)]
    [InlineData("2.0", false, 0)]
    [InlineData("2.0", false, 1000)]
    [InlineData("2.0", false, 3_000_000)]
    public async Task Body_ReadForAKey_ReachesTheOriginByteForByte(string version, bool isChunked, int bytes)
    {
        await using TestGateway gateway = await StartAsync("""{ "abuse": [{ "id": "uploads", "match": [{ "path": "/upload" }], "key": ["body:username"], "limit": 100 }] }""");
        byte[] body = new byte[bytes];
        new Random(bytes).NextBytes(body);
        using HttpResponseMessage response = await SendAsync(
            gateway.CreateClient("acme.localhost", Version.Parse(version)), HttpMethod.Post, "/upload", "203.0.113.5", new ByteArrayContent(body), isChunked);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(bytes, (int)answer["bodyBytes"]!);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)), (string?)answer["bodySha256"]);
    }

    [Fact]
    public async Task WebSocket_WhereARuleReadsBodies_IsNotWaitedFor()
    {
        await using TestGateway gateway = await StartAsync("""{ "abuse": [{ "id": "all", "match": [{ "path": "/" }], "key": ["body:username"], "limit": 1 }] }""");
        using HttpRequestMessage request = new(HttpMethod.Get, "/ws");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
    }

    [Fact]
    public async Task SignIns_FromAllowedAddress_AreNeverBannedNorCounted()
    {
        await using TestGateway gateway = await StartAsync(
            $$"""{ "sets": [{ "id": "office", "file": "office.txt" }], "rules": [{ "set": "office", "action": "allow" }], "abuse": [{{ByAddress}}, {{ByUsername}}] }""", ("office.txt", "203.0.113.0/24"));
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(gateway.Client, "203.0.113.5", "alice@example.com", "wrong")).StatusCode);
        }

        Assert.True(gateway.Services.GetRequiredService<BanTable>().IsEmpty);
        using HttpResponseMessage manual = await gateway.CreateOpsClient().PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.5" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, manual.StatusCode);
    }

    [Fact]
    public async Task SignIns_CountMode_OnlyCounts()
    {
        JsonObject rule = TestConfig.Parse(ByAddress);
        rule["mode"] = "count";
        await using TestGateway gateway = await StartAsync($$"""{ "abuse": [{{rule.ToJsonString()}}] }""");
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(gateway.Client, "203.0.113.5", "alice@example.com", "wrong")).StatusCode);
        }

        Assert.True(gateway.Services.GetRequiredService<BanTable>().IsEmpty);
        Assert.Contains("edge_access_decisions_total{action=\"count\",rule=\"stuffing-address\"} 3", await MetricsAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_OverALimitWithoutBan_AreRefusedUntilTheWindowEnds()
    {
        var time = new ShiftedTime();
        await using TestGateway gateway = await StartAsync("""{ "abuse": [{ "id": "scrape", "match": [{ "path": "/echo" }], "key": ["address", "header:User-Agent"], "limit": 3, "window": "10s" }] }""", time);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.6")).StatusCode);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task Problems_OfTheGateway_CountWhereARuleNamesThem()
    {
        await using TestGateway gateway = await StartAsync(
            """{ "abuse": [{ "id": "flood", "match": [{ "path": "/" }], "key": ["address"], "countWhen": { "problem": ["quota-exceeded"] }, "limit": 2, "window": "1m", "ban": {} }] }""",
            change: static config => config.Limits["buckets"]![0]!["limit"] = 1);
        HttpStatusCode[] statuses = new HttpStatusCode[4];
        for (int i = 0; i < statuses.Length; i++)
        {
            statuses[i] = (await GetAsync(gateway, "203.0.113.5")).StatusCode;
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.Forbidden], statuses);
    }

    [Fact]
    public async Task Bans_ByTheAdminApi_AreMadeListedKeptAndLifted()
    {
        await using TestGateway gateway = await StartAsync("{}");
        using HttpClient ops = gateway.CreateOpsClient();
        using HttpResponseMessage made = await ops.PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.5", duration = "2h", reason = "scanner" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "203.0.113.5")).StatusCode);

        string file = gateway.Folder["state/" + BanFile.Name];
        gateway.Services.GetRequiredService<BanService>().Step();
        Assert.Contains("scanner", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        JsonNode listed = JsonNode.Parse(await ops.GetStringAsync("/api/v1/bans", TestContext.Current.CancellationToken))!["bans"]![0]!;
        Assert.Equal("203.0.113.5", (string?)listed["subject"]);
        Assert.Equal("manual", (string?)listed["rule"]);
        Assert.Equal("test", (string?)listed["actor"]);
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/api/v1/bans/{id}", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ops.DeleteAsync($"/api/v1/bans/{id}", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.5")).StatusCode);

        string log = await ops.GetStringAsync("/api/v1/logs", TestContext.Current.CancellationToken);
        Assert.Contains("security.ban.add", log, StringComparison.Ordinal);
        Assert.Contains("security.ban.remove", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{ \"address\": \"10.0.0.0/8\" }")]
    [InlineData("{ \"address\": \"203.0.113.5\", \"duration\": \"0s\" }")]
    [InlineData("{ \"address\": \"203.0.113.5\", \"duration\": \"forever\" }")]
    public async Task Bans_BadRequest_Is400(string body)
    {
        await using TestGateway gateway = await StartAsync("{}");
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await gateway.CreateOpsClient().PostAsync("/api/v1/bans", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(gateway.Services.GetRequiredService<BanTable>().IsEmpty);
    }

    [Fact]
    public async Task Bans_OfALastRun_AreInForceFromTheFirstRequest()
    {
        string saved;
        await using (TestGateway first = await StartAsync("{}"))
        {
            await first.CreateOpsClient().PostAsJsonAsync("/api/v1/bans", new { address = "203.0.113.5" }, TestContext.Current.CancellationToken);
            first.Services.GetRequiredService<BanService>().Step();
            saved = await File.ReadAllTextAsync(first.Folder["state/" + BanFile.Name], TestContext.Current.CancellationToken);
        }

        await using TestGateway second = await StartAsync("{}", ("state/" + BanFile.Name, saved));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(second, "203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task Fingerprint_OfATlsConnection_IsAKey()
    {
        await using TestGateway gateway = await StartAsync("""{ "abuse": [{ "id": "tool", "match": [{ "path": "/echo" }], "key": ["ja4"], "limit": 1, "window": "1m", "missing": "skip" }] }""");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "203.0.113.5")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(gateway, "203.0.113.6")).StatusCode);
        using HttpClient http2 = gateway.CreateClient("acme.localhost", HttpVersion.Version20); // Offers other protocols: another fingerprint.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http2, HttpMethod.Get, "/echo", "203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task Config_Errors_AreToldWithTheirPlaces()
    {
        await using TestGateway gateway = await StartAsync("{}");
        SnapshotLoadResult result = await gateway.ReloadAsync(static config => config.Edge["access"] = TestConfig.Parse(
            """
            { "sets": [{ "id": "a", "file": "missing.txt" }, { "id": "a", "file": "missing.txt" }],
              "rules": [{ "set": "b", "action": "deny" }, { "set": "a", "action": "drop" }, { "set": "a" }],
              "abuse": [{ "id": "x", "match": [{ "path": "authn" }], "key": ["adress", "header:"], "countWhen": { "status": [99], "problem": ["blocked"] }, "ban": { "first": "1h", "longest": "1m" } }] }
            """));
        Assert.Null(result.Snapshot);
        string[] messages = [.. result.Diagnostics.Items.Select(static item => $"{item.Code} {item.Message}")];
        Assert.Contains(messages, static text => text.StartsWith("EDGE1304 'access.sets.0.file' names \"missing.txt\", which cannot be read", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1101 'access.sets.1.id' \"a\" is the id of another set too", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1102 'access.rules.0.set' is \"b\", which 'access.sets' does not define", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1006 'access.rules.1.action' is \"drop\"; set one of \"deny\", \"allow\"", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1005 'access.rules.2.action' is missing", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1305 'key' has \"adress\"; did you mean 'address'?", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1305 'key' has \"header:\"", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.Contains("set whole numbers from 100 to 599", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1006 'problem' has \"blocked\"", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1005 'access.abuse.0.limit' is missing", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1105 'access.abuse.0.ban.longest' is \"1m\", below 'first'", StringComparison.Ordinal));
        Assert.Contains(messages, static text => text.StartsWith("EDGE1006 'access.abuse.0.match.0.path' is \"authn\"", StringComparison.Ordinal));
    }

    internal static Task<TestGateway> StartAsync(string access, params (string File, string Text)[] files) => StartAsync(access, time: null, files: files);

    internal static async Task<TestGateway> StartAsync(string access, TimeProvider? time, Action<TestConfig>? change = null, (string File, string Text)[]? files = null)
    {
        TestGateway gateway = await TestGateway.StartAsync(
            config =>
            {
                config.Edge["trustedProxies"] = new JsonArray("127.0.0.1");
                config.Edge["access"] = TestConfig.Parse(access);
                foreach ((string file, string text) in files ?? [])
                {
                    config.Files[file] = text;
                }

                change?.Invoke(config);
            },
            builder =>
            {
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }
            });
        return gateway;
    }

    internal static Task<TestGateway> StartAsync(string access, Action<TestConfig> change) => StartAsync(access, time: null, change);

    internal static Task<HttpResponseMessage> GetAsync(TestGateway gateway, string address) => SendAsync(gateway.Client, HttpMethod.Get, "/echo", address);

    internal static Task<HttpResponseMessage> SignInAsync(HttpClient client, string address, string username, string password, bool isChunked = false)
    {
        var content = new StringContent(JsonSerializer.Serialize(new { username, password }), System.Text.Encoding.UTF8, "application/json");
        return SendAsync(client, HttpMethod.Post, "/api/v1/authn", address, content, isChunked);
    }

    private static Task<HttpResponseMessage> SignInWithPaddingAsync(HttpClient client, string username)
    {
        string body = JsonSerializer.Serialize(new { username, password = "wrong" }) + new string(' ', 40_000);
        return SendAsync(client, HttpMethod.Post, "/api/v1/authn", "203.0.113.5", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
    }

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string address, HttpContent? content = null, bool isChunked = false)
    {
        using HttpRequestMessage request = new(method, path) { Content = content, Version = client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        request.Headers.Add("X-Forwarded-For", address);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    internal static Task<string> MetricsAsync(TestGateway gateway) => gateway.CreateOpsClient().GetStringAsync("/metrics", TestContext.Current.CancellationToken);
}
