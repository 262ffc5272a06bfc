using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>What requests are told apart by below a tenant, through a whole gateway.</summary>
public sealed class RateLimitKeyTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Post_OfUnknownLength_IsCountedByItsUsername(string version)
    {
        await using TestGateway gateway = await StartAsync("""[ { "id": "username", "key": ["json:username"], "limit": 2, "window": "1h", "problem": "abnormal-usage-detected" } ]""");
        HttpClient client = gateway.CreateClient("acme.localhost", Version.Parse(version));
        foreach (string user in new[] { "ann", "bob" })
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (await PostAsync(user), await PostAsync(user), await PostAsync(user)));
        }

        string large = new('x', 200_000); // Too long to be looked at: all of those share one counter, and reach the origin whole.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (await PostAsync(large), await PostAsync(large + "y"), await PostAsync(large)));
        LoggedEvent told = Assert.Single(gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000), static logged => logged.Event.EventType == "system.org.rate_limit.violation");
        Assert.Equal(("acme/keys:username", EventOutcome.Deny, "A request went beyond 2 in 3600 s of one username; it is denied"), (told.Event.Target, told.Event.Outcome, told.Event.Reason));

        async Task<HttpStatusCode> PostAsync(string user)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new Unsized($$"""{ "username": "{{user}}" }"""), Version = client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage response = await client.SendAsync(request, Cancelled);
            JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
            Assert.True(response.StatusCode != HttpStatusCode.OK || (int)body["bodyBytes"]! > user.Length);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Get_OfAUser_IsCountedByEndpoint()
    {
        await using TestGateway gateway = await StartAsync("""[ { "id": "user", "key": ["header:X-User", "endpoint"], "limit": 1, "window": "1h" } ]""");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (await GetAsync("ann", "/echo"), await GetAsync("ann", "/ECHO/x")));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (await GetAsync("ann", "/upload"), await GetAsync("ann", "/upload/y")));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("bob", "/echo"));

        async Task<HttpStatusCode> GetAsync(string user, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-User", user } } };
            using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancelled);
            return response.StatusCode == HttpStatusCode.TooManyRequests ? response.StatusCode : HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task Get_WithACertificate_IsCountedByItWhoeverVouchesForIt()
    {
        await using TestGateway gateway = await StartAsync("""[ { "id": "device", "key": ["certificate"], "limit": 1, "window": "1h" } ]""");
        using X509Certificate2 first = SelfSigned();
        using X509Certificate2 second = SelfSigned();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(first));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(first));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(second));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(null));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(null));
        await gateway.ReloadAsync(static config => config.Limits["buckets"]!.AsArray().RemoveAt(1));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(first)); // Nobody is asked any more.

        async Task<HttpStatusCode> GetAsync(X509Certificate2? certificate)
        {
#pragma warning disable CA2000, CA5359 // The server's certificate is self-signed. The client owns its handler.
            var handler = new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
#pragma warning restore CA2000, CA5359
            if (certificate is not null)
            {
                handler.SslOptions.ClientCertificates = [certificate];
            }

            using var client = new HttpClient(handler);
            using HttpResponseMessage response = await client.GetAsync(new Uri($"https://acme.localhost:{gateway.Https.Port}/echo"), Cancelled);
            return response.StatusCode;
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using X509Certificate2 certificate = new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddYears(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static Task<TestGateway> StartAsync(string scopes) => TestGateway.StartAsync(config => config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse(
        $$"""{ "id": "keys", "limit": 1000, "window": "1h", "match": [ { "path": "/echo" }, { "path": "/upload" } ], "scopes": {{scopes}} }""")));

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Unsized(string text) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancelled).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
