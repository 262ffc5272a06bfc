using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Client certificates on the ops listener, with an authority made for the test.</summary>
public sealed class AdminClientCertificateTests : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly X509Certificate2 _authority = Authority("CN=Ops CA");
    private readonly List<HttpClient> _clients = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clients.ForEach(static client => client.Dispose());
        _authority.Dispose();
    }

    [Fact]
    public async Task Certificate_InOptionalMode_StandsForAToken()
    {
        await using TestGateway gateway = await StartAsync("optional");
        Assert.Equal(Uri.UriSchemeHttps, gateway.Ops.Scheme);
        HttpClient alice = Client(gateway, Issue(_authority, "CN=alice", "alice@example.com"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice, HttpMethod.Get, "/api/v1/config"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(alice, HttpMethod.Post, "/api/v1/config/reload")); // Her role is to read.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Client(gateway, Issue(_authority, "CN=robot, O=Example")), HttpMethod.Post, "/api/v1/config/reload"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Client(gateway, Issue(_authority, "CN=mallory", "mallory@example.com")), HttpMethod.Get, "/api/v1/config"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Client(gateway, null), HttpMethod.Get, "/api/v1/config"));
        HttpClient withToken = Client(gateway, null);
        withToken.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.AdminToken);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(withToken, HttpMethod.Post, "/api/v1/config/reload"));
        string log = await withToken.GetStringAsync("/api/v1/logs", Token);
        Assert.Contains(JsonNode.Parse(log)!.AsArray(), static entry => (string?)entry!["eventType"] == "system.config.reload" && (string?)entry["actor"]!["id"] == "robot");
    }

    [Fact]
    public async Task Certificate_InRequiredMode_IsDemandedByTheAdminApiAlone()
    {
        await using TestGateway gateway = await StartAsync("required");
        HttpClient bare = Client(gateway, null);
        bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.AdminToken);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bare, HttpMethod.Get, "/api/v1/config"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bare, HttpMethod.Get, "/livez"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bare, HttpMethod.Get, "/metrics"));
        HttpClient alice = Client(gateway, Issue(_authority, "CN=alice", "alice@example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(alice, HttpMethod.Post, "/api/v1/config/reload"));
        alice.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.AdminToken);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice, HttpMethod.Post, "/api/v1/config/reload")); // Where both are, the token counts.
    }

    [Fact]
    public async Task Certificate_ThatIsNotGood_EndsTheHandshake()
    {
        await using TestGateway gateway = await StartAsync("optional");
        using X509Certificate2 foreign = Authority("CN=Ops CA"); // The same name, another key.
        X509Certificate2[] bad =
        [
            Issue(foreign, "CN=alice", "alice@example.com"),
            Issue(_authority, "CN=alice", "alice@example.com", until: From.AddHours(1)),
            Issue(_authority, "CN=alice", "alice@example.com", usage: "1.3.6.1.5.5.7.3.1"), // For servers only.
        ];
        foreach (X509Certificate2 certificate in bad)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(Client(gateway, certificate, SslProtocols.Tls12), HttpMethod.Get, "/api/v1/config"));
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(Client(gateway, certificate), HttpMethod.Get, "/api/v1/config")); // There the client is told after its handshake.
        }

        HttpClient robot = Client(gateway, Issue(_authority, "CN=robot, O=Example"));
        JsonNode denied = Assert.Single(JsonNode.Parse(await robot.GetStringAsync("/api/v1/logs", Token))!.AsArray(), static entry => (string?)entry!["eventType"] == "admin.access.denied")!;
        Assert.Equal("client-certificate", (string?)denied["target"]![0]!["id"]);
    }

    /// <summary>What a browser sends for a page of another site, for the operator's own, and what a program sends.</summary>
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("X-Other", "x", HttpStatusCode.OK)]
    public async Task Certificate_OfABrowser_DoesNotServeOtherSites(string header, string value, HttpStatusCode expected)
    {
        await using TestGateway gateway = await StartAsync("optional");
        HttpClient robot = Client(gateway, Issue(_authority, "CN=robot, O=Example"));
        robot.DefaultRequestHeaders.Add(header, value);
        Assert.Equal(expected, await StatusAsync(robot, HttpMethod.Post, "/api/v1/config/reload"));
    }

    [Fact]
    public async Task Identity_ThatIsRemoved_IsRefusedOnOpenConnectionsToo()
    {
        await using TestGateway gateway = await StartAsync("optional");
        HttpClient alice = Client(gateway, Issue(_authority, "CN=alice", "alice@example.com"));
        HttpClient robot = Client(gateway, Issue(_authority, "CN=robot, O=Example"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice, HttpMethod.Get, "/api/v1/config"));
        await gateway.ReloadAsync(static config => config.Admin["clientCertificates"]!["identities"]!.AsArray().RemoveAt(0));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(alice, HttpMethod.Get, "/api/v1/config"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(robot, HttpMethod.Get, "/api/v1/config"));

        using X509Certificate2 next = Authority("CN=Next CA");
        gateway.Folder.Write("certs/ops-ca.pem", next.ExportCertificatePem());
        await gateway.ReloadAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(robot, HttpMethod.Get, "/api/v1/config")); // Verified against others.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Client(gateway, Issue(next, "CN=robot, O=Example")), HttpMethod.Get, "/api/v1/config"));
    }

    private Task<TestGateway> StartAsync(string mode) => TestGateway.StartAsync(config =>
    {
        config.Edge["listen"]!["ops"]!["tls"] = true;
        config.Files["certs/ops-ca.pem"] = _authority.ExportCertificatePem();
        config.Admin["clientCertificates"] = TestConfig.Parse($$"""
            { "mode": "{{mode}}", "authorities": "certs/ops-ca.pem", "identities": [
                { "id": "alice", "match": "email:alice@example.com", "role": "read-only-admin" },
                { "id": "robot", "match": "subject:CN=robot,O=Example", "role": "super-admin" } ] }
            """);
    });

    private HttpClient Client(TestGateway gateway, X509Certificate2? certificate, SslProtocols version = SslProtocols.Tls13)
    {
#pragma warning disable CA2000, CA5359 // The server's certificate is self-signed. The client owns its handler.
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true, EnabledSslProtocols = version } };
#pragma warning restore CA2000, CA5359
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        var client = new HttpClient(handler) { BaseAddress = gateway.Ops, Timeout = TimeSpan.FromSeconds(30) };
        _clients.Add(client);
        return client;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using HttpRequestMessage request = new(method, path);
        using HttpResponseMessage response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }

    private static X509Certificate2 Authority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(From, From.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, string? email = null, string usage = "1.3.6.1.5.5.7.3.2", DateTimeOffset? until = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (email is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName("laptop.example.com");
            names.AddEmailAddress(email);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 certificate = request.Create(authority, From, until ?? From.AddMonths(6), RandomNumberGenerator.GetBytes(16));
        return X509CertificateLoader.LoadPkcs12(certificate.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }
}
