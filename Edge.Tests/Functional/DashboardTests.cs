using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Portal.Design;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>The tenant's dashboard as programs and attackers meet it; <c>Browser.DashboardTests</c> has people.</summary>
public sealed partial class DashboardTests
{
    private const string Cookie = "__Host-edge-dashboard";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SigningIn_SetsAGuardedCookieThatOpensThePages()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }"""));
        using HttpResponseMessage asked = await gateway.Client.GetAsync("/.edge/?search=a", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Equal(PortalHeaders.ContentSecurityPolicy, asked.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("name=\"from\" value=\"/.edge/?search=a\"", await asked.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        using HttpResponseMessage entered = await PostAsync(gateway.Client, "sign-in", null, ("token", token), ("from", "//evil.example"));
        Assert.Equal((HttpStatusCode.SeeOther, "/.edge/"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        Assert.Equal($"{Cookie}={token}; path=/; secure; samesite=strict; httponly", entered.Headers.GetValues("Set-Cookie").Single());

        using HttpResponseMessage page = await GetAsync(gateway.Client, "", token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        string html = await page.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain(token, html, StringComparison.Ordinal);
        foreach (Match asset in Assets().Matches(html))
        {
            using HttpResponseMessage file = await gateway.Client.GetAsync(asset.Value, Token);
            Assert.Equal((HttpStatusCode.OK, true), (file.StatusCode, file.Headers.CacheControl!.Extensions.Any(static part => part.Name == "immutable")));
        }

        Assert.Equal(2, Assets().Count(html));
        Assert.Contains(await gateway.EventsAsync("admin.access.granted"), static granted => (string?)granted["actor"]!["id"] == "org");
    }

    [Fact]
    public async Task Session_WhoseTokenIsRemoved_EndsAtOnce()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }"""));
        using HttpResponseMessage before = await GetAsync(gateway.Client, "limits.json", token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await gateway.ReloadAsync(static config => config.Admin["tokens"]!.AsArray().RemoveAt(1));
        using HttpResponseMessage after = await GetAsync(gateway.Client, "limits.json", token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.StartsWith($"{Cookie}=; max-age=0", after.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OfAnEndedSession_TellsAndTakesTheCookieAway()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }"""));
        await gateway.ReloadAsync(static config => config.Admin["tokens"]!.AsArray().RemoveAt(1));
        using HttpResponseMessage ended = await GetAsync(gateway.Client, "live", token);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream", LiveStreams.SignedOut), (ended.StatusCode, ended.Content.Headers.ContentType!.MediaType, await ended.Content.ReadAsStringAsync(Token)));
        Assert.StartsWith($"{Cookie}=; max-age=0", ended.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_OverCleartext_TakeNoToken()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            config.Edge["listen"]!["http"]!["mode"] = "serve";
            token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }""");
        });
        string site = $"http://acme.localhost:{gateway.Http!.Port}/.edge/";
        using FormUrlEncodedContent form = new([KeyValuePair.Create("token", token)]);
        using HttpResponseMessage signIn = await gateway.Client.PostAsync(new Uri(site + "sign-in"), form, Token);
        Assert.Equal((HttpStatusCode.MisdirectedRequest, false), (signIn.StatusCode, signIn.Headers.Contains("Set-Cookie")));
        foreach (string page in (string[])["", "sign-in", "live", "limits.json", "unknown"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, site + page);
            request.Headers.TryAddWithoutValidation("Cookie", $"{Cookie}={token}");
            using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Token);
            Assert.Equal((page, HttpStatusCode.MisdirectedRequest), (page, answer.StatusCode));
            Assert.DoesNotContain("<form", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await gateway.EventsAsync("admin.access.granted"), static granted => (string?)granted["actor"]!["id"] == "org");
        using HttpResponseMessage secure = await GetAsync(gateway.Client, "", token);
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
    }

    [Fact]
    public async Task Pages_BehindATrustedTlsProxy_AreServed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            config.Edge["trustedProxies"] = new JsonArray("127.0.0.1");
            config.Edge["listen"]!["http"]!["mode"] = "serve";
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://acme.localhost:{gateway.Http!.Port}/.edge/") { Headers = { { "X-Forwarded-Proto", "https" } } };
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("name=\"token\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_IsHeldOff()
    {
        ManualTime time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestGateway gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton(new FailedAttempts(time)));
        for (int i = 0; i <= FailedAttempts.Free; i++)
        {
            using HttpResponseMessage wrong = await PostAsync(gateway.Client, "sign-in", null, ("token", $"edge_guess{i}"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using HttpResponseMessage locked = await PostAsync(gateway.Client, "sign-in", null, ("token", "edge_guess"));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (locked.StatusCode, locked.Headers.RetryAfter?.Delta));
        time.Advance(TimeSpan.FromMinutes(1)); // The operator comes from the same address.
        Assert.Single(await gateway.EventsAsync("admin.access.locked"));
    }

    [Fact]
    public async Task Threshold_IsChangedByOwnFormsOnly()
    {
        string admin = "";
        string reader = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            admin = config.AddToken("limits", "rate-limit-admin", """{ "tenant": "acme" }""");
            reader = config.AddToken("org", "org-admin", """{ "tenant": "acme" }""");
        });
        string form = await FormTokenAsync(gateway.Client, admin);
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(admin, form: ""));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(admin, await FormTokenAsync(gateway.Client, reader)));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(admin, form, site: "cross-site"));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(admin, form, site: "same-site"));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(reader, await FormTokenAsync(gateway.Client, reader)));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(admin, form, percent: "91"));
        Assert.Equal(60, (int)(await LimitAsync(gateway))["warningPercent"]!);

        Assert.Equal(HttpStatusCode.SeeOther, await ChangeAsync(admin, form));
        Assert.Equal(75, (int)(await LimitAsync(gateway))["warningPercent"]!);
        JsonNode change = Assert.Single(await gateway.EventsAsync("system.org.rate_limit.change"));
        Assert.Equal("limits", (string?)change["actor"]!["id"]);

        async Task<HttpStatusCode> ChangeAsync(string token, string form, string? site = null, string percent = "75")
        {
            using HttpResponseMessage answer = await PostAsync(gateway.Client, "bucket/warning", token, site, ("id", "default"), ("percent", percent), (PageFrame.FormTokenField, form));
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("/.edge/unknown", HttpStatusCode.NotFound)]
    [InlineData("/.edge", HttpStatusCode.SeeOther)]
    [InlineData("/.EDGE/", HttpStatusCode.NotFound)]
    [InlineData("//.edge/", HttpStatusCode.NotFound)]
    [InlineData("/.edge;a=b/echo", HttpStatusCode.NotFound)]
    [InlineData("/%2eedge/unknown", HttpStatusCode.NotFound)]
    [InlineData("/./.edge/unknown", HttpStatusCode.NotFound)]
    public async Task ReservedPrefix_HoweverSpelt_NeverReachesTheOrigin(string path, HttpStatusCode expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, $"GET {path} HTTP/1.1\r\nHost: acme.localhost\r\nAuthorization: Bearer {gateway.AdminToken}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {(int)expected} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Demo-Cell", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Cookies_OfThePages_DoNotReachTheOrigin()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        request.Headers.TryAddWithoutValidation("Cookie", $"a=1; {Cookie}=secret; b=2");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Token);
        string echo = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("a=1; b=2", echo, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", echo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_OfATenantWithoutQuotaOrCell_StillAnswers()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }""");
            config.Limits["buckets"]![0]!["limit"] = 1;
        });
        using HttpResponseMessage first = await gateway.Client.GetAsync("/echo", Token);
        using HttpResponseMessage denied = await gateway.Client.GetAsync("/echo", Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, denied.StatusCode);
        foreach (Edge.Gateway.Demo.DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            await destination.KillAsync();
        }

        using HttpResponseMessage json = await GetAsync(gateway.Client, "limits.json", token);
        JsonNode limit = JsonNode.Parse(await json.Content.ReadAsStringAsync(Token))!["limits"]![0]!;
        Assert.Equal((1, 1), ((int)limit["used"]!, (int)limit["denied"]!));
        using HttpResponseMessage csv = await GetAsync(gateway.Client, "bucket/usage.csv?id=default", token);
        string[] lines = (await csv.Content.ReadAsStringAsync(Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((61, "bucket,from_utc,minutes,within_limit,burst,denied"), (lines.Length, lines[0]));
        Assert.EndsWith(",1,,,", lines[1], StringComparison.Ordinal); // An hour ago nothing was measured.
        Assert.Matches("^default,.*Z,1,[01],0,[01]$", lines[^1]);
    }

    [Fact]
    public async Task Search_WithMarkup_ComesBackAsText()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("org", "org-admin", """{ "tenant": "acme" }"""));
        using HttpResponseMessage page = await GetAsync(gateway.Client, "?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&page=x", token);
        string html = await page.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_FasterThanAnybodyReads_IsHeldOff()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(configure: static builder =>
            builder.Services.AddSingleton(new PortalThrottle(new ManualTime(DateTimeOffset.UnixEpoch))));
        for (int i = 0; i < PortalThrottle.MaxPerSecond; i++)
        {
            using HttpResponseMessage answer = await gateway.Client.GetAsync("/.edge/assets/none", Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using HttpResponseMessage held = await gateway.Client.GetAsync("/.edge/", Token);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (held.StatusCode, held.Headers.RetryAfter?.Delta));
        using HttpResponseMessage other = await gateway.Client.GetAsync("/echo", Token);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    private static async Task<JsonNode> LimitAsync(TestGateway gateway)
    {
        using HttpResponseMessage answer = await gateway.CreateOpsClient().GetAsync("/api/v1/rate-limits/acme/default", Token);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["limit"]!;
    }

    private static async Task<string> FormTokenAsync(HttpClient client, string token)
    {
        using HttpResponseMessage page = await GetAsync(client, "bucket?id=default", token);
        return FormTokens().Match(await page.Content.ReadAsStringAsync(Token)).Groups[1].Value;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string page, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/.edge/{page}");
        request.Headers.TryAddWithoutValidation("Cookie", $"{Cookie}={token}");
        return await client.SendAsync(request, Token);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string? token, params (string Name, string Value)[] fields) =>
        PostAsync(client, page, token, site: null, fields);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string? token, string? site, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/.edge/{page}")
        {
            Content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.TryAddWithoutValidation("Cookie", token is null ? "" : $"{Cookie}={token}");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site ?? "same-origin");
        return await client.SendAsync(request, Token);
    }

    [GeneratedRegex("/\\.edge/assets/portal\\.[0-9a-f]{12}\\.(?:css|js)")]
    private static partial Regex Assets();

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex FormTokens();
}
