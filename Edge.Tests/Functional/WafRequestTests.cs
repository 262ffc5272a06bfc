using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Events;
using Edge.Gateway.Waf;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

public sealed class WafRequestTests
{
    private const string Attack = "/api/v1/users?id=1'%20OR%20'1'='1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attack_InQuery_Is403WithTheRequestIdAndNothingElse()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        using HttpResponseMessage response = await gateway.Client.GetAsync(Attack, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        JsonObject body = JsonNode.Parse(text)!.AsObject();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["type", "title", "status", "detail", "requestId"], body.Select(static member => member.Key));
        Assert.Equal("urn:edge:problem:request-blocked", (string?)body["type"]);
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Request-Id")), (string?)body["requestId"]);
        Assert.Equal("999999", Assert.Single(response.Headers.GetValues("X-Rate-Limit-Remaining")));
        Assert.False(response.Headers.Contains("X-Edge-Waf-Matched"));
        await TestGateway.WaitUntilAsync(() => gateway.Services.GetRequiredService<EventLog>().Since(DateTimeOffset.MinValue, 1000).Any(static logged =>
            logged.Event is { EventType: "security.request.blocked", Target: "acme", Outcome: EventOutcome.Deny })); // It is written when the response has gone.
    }

    [Theory]
    [InlineData("application/json", """{"name":"José O'Neil","list":[1,2,{"a":null}]}""")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=%C3%A9&c=")]
    [InlineData("text/plain", "just text")]
    public async Task Body_ThatWasInspected_ReachesTheOriginByteForByte(string type, string body)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        foreach (bool chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/echo") { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = true;
            using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancellation);
            JsonNode echo = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string?)echo["bodySha256"]);
        }
    }

    [Fact]
    public async Task Attack_InBody_IsBlockedAndNeverReachesTheOrigin()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        using var body = new StringContent("""{"username":"admin' or 1=1--"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await gateway.Client.PostAsync("/upload", body, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Upload_OfBinaryData_StreamsWithoutBeingHeld()
    {
        const int MiB = 1024 * 1024;
        const int Length = 100 * MiB;
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "maxBodyBytes": 65536 }""");
        using var content = new StreamContent(new MemoryStream(new byte[Length]));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        using HttpResponseMessage response = await gateway.Client.PostAsync("/upload", content, Cancellation);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(Length, (long?)answer["bodyBytes"]); // With a limit of 64 KiB it could not have been held.
    }

    [Theory]
    [InlineData("reject", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("processPartial", HttpStatusCode.OK)]
    public async Task Body_BeyondTheLimit_IsAnsweredByThePolicy(string policy, HttpStatusCode expected)
    {
        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "maxBodyBytes": 65536, "onBodyLimit": "{{policy}}" }""");
        byte[] bytes = Encoding.ASCII.GetBytes(new string('a', 200_000));
        using var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", "text/plain");
        using HttpResponseMessage response = await gateway.Client.PostAsync("/upload", content, Cancellation);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string?)answer["bodySha256"]); // Held part and rest, in order.
        }
    }

    [Fact]
    public async Task Bodies_ThatFillTheirMemory_GetRetryLaterAndGiveItBack()
    {
        var budget = new WafBodyBudget(100_000);
        await using TestGateway gateway = await WafGateway.StartAsync(configure: builder => builder.Services.AddSingleton(budget));
        using var large = new StringContent($$"""{"a":"{{new string('x', 150_000)}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await gateway.Client.PostAsync("/echo", large, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        using var small = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage served = await gateway.Client.PostAsync("/echo", small, Cancellation);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        await TestGateway.WaitUntilAsync(() => budget.HeldBytes == 0);
    }

    [Fact]
    public async Task WebSocket_ThroughTheRules_StaysATunnel()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "debugHeader": true }""");
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(Handler(gateway));
        await socket.ConnectAsync(new Uri($"wss://acme.localhost:{gateway.Https.Port}/ws"), invoker, Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes("' or 1=1--"), WebSocketMessageType.Text, true, Cancellation);
        byte[] buffer = new byte[256];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, Cancellation);
        Assert.Equal("' or 1=1--", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    [Fact]
    public async Task Post_OverHttp10WithoutLength_IsJudgedAsOneWithoutBody()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config => config.Edge["listen"]!["http"]!["mode"] = "serve");
        Assert.StartsWith("HTTP/1.1 200", await SendRawAsync(gateway, "POST /upload HTTP/1.0\r\nHost: acme.localhost\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await SendRawAsync(gateway, "POST /x?q=../../etc/passwd HTTP/1.0\r\nHost: acme.localhost\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await SendRawAsync(gateway, "POST /upload HTTP/1.0\r\nHost: acme.localhost\r\nContent-Length: 2\r\n\r\nab"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /x?q=#<script>alert(1)</script> HTTP/1.1\r\n\r\n")] // The origin gets %23 and all that follows.
    [InlineData("GET /x#?q=<script>alert(1)</script> HTTP/1.1\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nContent-Type: image/png, application/json\r\nContent-Length: 33\r\n\r\n{\"q\":\"<script>alert(1)</script>\"}")]
    public async Task Attack_BehindWhatTheRulesMightSkip_IsBlocked(string request)
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config => config.Edge["listen"]!["http"]!["mode"] = "serve");
        int lineEnd = request.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        string answer = await SendRawAsync(gateway, request.Insert(lineEnd, "Host: acme.localhost\r\nConnection: close\r\n"));
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
    }

    private static async Task<string> SendRawAsync(TestGateway gateway, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http!.Port, Cancellation);
        NetworkStream stream = client.GetStream();
        byte[] bytes = Encoding.ASCII.GetBytes(request);
        await stream.WriteAsync(bytes.AsMemory(0, 9), Cancellation); // In two pieces: the head is recognised all the same.
        await stream.WriteAsync(bytes.AsMemory(9), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(Cancellation) ?? "";
    }

#pragma warning disable CA5359 // The certificate is self-signed.
    private static SocketsHttpHandler Handler(TestGateway gateway) => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Https.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
#pragma warning restore CA5359
}
