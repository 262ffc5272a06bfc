using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What the origin learns, what the client learns, and what the gateway answers by itself.</summary>
public sealed class HeaderTests
{
    private static readonly string[] Always = ["X-Request-Id", "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "RateLimit-Policy", "RateLimit", "Strict-Transport-Security"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SpoofedHeaders_OfAnyClient_NeverReachTheOrigin(int version)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/echo") { Version = new Version(version, version == 2 ? 0 : 1), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        string[] spoofed =
        [
            "X-Edge-Tenant", "x-edge-cell", "X-EDGE-MODE", "X-Edge-Anything", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "X-Forwarded-Prefix",
            "Forwarded", "X-Real-IP", "X-Request-Id", "X_Edge_Tenant", "X_Forwarded_For", "x-edge_cell", "X_Real_IP",
        ];
        foreach (string name in spoofed)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, "spoofed"));
        }

        request.Headers.Add("X-Mine", "kept");
        using HttpResponseMessage response = await gateway.CreateClient("acme.localhost", request.Version).SendAsync(request, Token);
        string text = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("spoofed", text, StringComparison.Ordinal);
        JsonNode headers = JsonNode.Parse(text)!["headers"]!;
        Assert.Equal(
            ("kept", "acme", "na-1", "127.0.0.1", "https", $"acme.localhost:{gateway.Https.Port}"),
            ((string?)headers["x-mine"], (string?)headers["x-edge-tenant"], (string?)headers["x-edge-cell"], (string?)headers["x-forwarded-for"], (string?)headers["x-forwarded-proto"], (string?)headers["x-forwarded-host"]));
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Request-Id")), (string?)headers["x-request-id"]);
    }

    [Fact]
    public async Task ForwardedHeaders_OfATrustedProxy_AreBelieved()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            config.Edge["trustedProxies"] = new JsonArray("127.0.0.1");
            config.Edge["listen"]!["http"]!["mode"] = "serve";
        });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://acme.localhost:{gateway.Http!.Port}/echo"));
        request.Headers.Add("X-Forwarded-For", "198.51.100.1, 192.0.2.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Edge-Tenant", "globex");
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Token);
        JsonNode echoed = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("acme", (string?)echoed["tenant"]);
        Assert.Equal("198.51.100.1, 192.0.2.7, 127.0.0.1", (string?)echoed["headers"]!["x-forwarded-for"]);
        Assert.Equal("https", (string?)echoed["headers"]!["x-forwarded-proto"]);
        Assert.True(response.Headers.Contains("Strict-Transport-Security")); // The client's connection is https.
    }

    [Fact]
    public async Task Http_InServeMode_ServesWithoutHsts()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Edge["listen"]!["http"]!["mode"] = "serve");
        using HttpResponseMessage response = await gateway.Client.GetAsync(new Uri($"http://acme.localhost:{gateway.Http!.Port}/echo"), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.True(response.Headers.Contains("X-Rate-Limit-Limit"));
    }

    [Theory]
    [InlineData("GET", "/a/b?c=d&e=%2527", "/a/b?c=d&e=%2527")]
    [InlineData("POST", "/x%2541y", "/x%2541y")]
    [InlineData("DELETE", "//evil.test/x", "//evil.test/x")]
    public async Task Http_InRedirectMode_Answers308ToTheSameTarget(string method, string target, string expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Edge["listen"]!["https"]!["publicPort"] = 443);
        string answer = await RawConnection.ExchangeAsync(gateway.Http!, $"{method} {target} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(308, RawRequestTests.StatusOf(answer));
        Assert.Contains($"\r\nLocation: https://acme.localhost{expected}\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Strict-Transport-Security", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, gateway.Cells.Destinations.Sum(static destination => destination.Counters.Total));
    }

    [Fact]
    public async Task Http_InRedirectMode_ReflectsNoUnknownHost()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Http!, "GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n");
        Assert.Equal(421, RawRequestTests.StatusOf(answer));
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "/bytes/1000", 200)]
    [InlineData("GET", "/status/204", 204)]
    [InlineData("GET", "/status/304", 304)]
    [InlineData("GET", "/status/404", 404)]
    [InlineData("GET", "/status/500", 500)]
    [InlineData("OPTIONS", "/echo", 200)]
    public async Task Responses_OfEveryKind_CarryTheGatewaysHeaders(string method, string path, int status)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        foreach (Version version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage response = await gateway.CreateClient("acme.localhost", version).SendAsync(request, Token);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.All(Always, name => Assert.Single(response.Headers.GetValues(name)));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Limit_ThatIsSpent_Is429WithOktasMembersAndTruthfulHeaders()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse("""{ "id": "authn", "limit": 2, "window": "1h", "match": [ { "methods": ["POST"], "path": "/api/v1/authn" } ] }"""));
            config.Tenants["tenants"]![1]!["limits"] = TestConfig.Parse("""{ "authn": { "limit": 3 } }""");
        });
        for (int index = 0; index < 2; index++)
        {
            using HttpResponseMessage allowed = await gateway.Client.PostAsync("/api/v1/authn", new StringContent("{}"), Token);
            Assert.Equal((1 - index).ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(allowed.Headers.GetValues("X-Rate-Limit-Remaining")));
        }

        long reached = gateway.Cells.Destinations.Sum(static destination => destination.Counters.Total);
        foreach (string path in (string[])["/api/v1/authn", "/API/v1//authn;x=1/"])
        {
            using HttpResponseMessage denied = await gateway.Client.PostAsync(path, new StringContent("{}"), Token);
            Assert.Equal(HttpStatusCode.TooManyRequests, denied.StatusCode);
            Assert.Equal("application/problem+json", denied.Content.Headers.ContentType?.MediaType);
            Assert.InRange(denied.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3500, 3660); // Jittered, so that not all come back at once.
            Assert.All(Always, name => Assert.Single(denied.Headers.GetValues(name)));
            Assert.StartsWith("\"authn\";q=2;w=3600", Assert.Single(denied.Headers.GetValues("RateLimit-Policy")));
            JsonNode body = JsonNode.Parse(await denied.Content.ReadAsStringAsync(Token))!;
            Assert.Equal(
                ("https://iana.org/assignments/http-problem-types#quota-exceeded", 429, "E0000047", "API call exceeded rate limit due to too many requests."),
                ((string?)body["type"], (int?)body["status"], (string?)body["errorCode"], (string?)body["errorSummary"]));
            Assert.Equal(Assert.Single(denied.Headers.GetValues("X-Request-Id")), (string?)body["errorId"]);
            Assert.Equal("authn", (string?)body["violated-policies"]![0]);
        }

        Assert.Equal(reached, gateway.Cells.Destinations.Sum(static destination => destination.Counters.Total));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/echo", Token)).StatusCode); // Another bucket.
        using HttpResponseMessage other = await gateway.CreateClient("globex.localhost").PostAsync("/api/v1/authn", new StringContent("{}"), Token);
        Assert.Equal("3", Assert.Single(other.Headers.GetValues("X-Rate-Limit-Limit"))); // Another tenant, by its own limit.
    }

    [Fact]
    public async Task Responses_OfManyTenantsAtOnce_NeverComeFromAForeignCell()
    {
        const int Tenants = 40;
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            for (int index = 0; index < Tenants; index++)
            {
                config.WithTenant($"t{index}", index % 2 == 0 ? "na-1" : "eu-1");
            }
        });
        HttpClient http2 = gateway.CreateClient("acme.localhost", HttpVersion.Version20); // One connection for all tenants: the host counts, not the SNI.
        ConcurrentQueue<string> wrong = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token }, async (index, cancellationToken) =>
        {
            int tenant = index % Tenants;
            using HttpRequestMessage request = new(HttpMethod.Get, "/echo") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = $"t{tenant}.localhost";
            using HttpResponseMessage response = await http2.SendAsync(request, cancellationToken);
            JsonNode echoed = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            if ((string?)echoed["tenant"] != $"t{tenant}" || (string?)echoed["cell"] != (tenant % 2 == 0 ? "na-1" : "eu-1"))
            {
                wrong.Enqueue(echoed.ToJsonString());
            }
        });
        Assert.Empty(wrong.Take(3));
    }
}
