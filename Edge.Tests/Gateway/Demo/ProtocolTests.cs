using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Gateway.Demo;

namespace Edge.Tests.Gateway.Demo;

public sealed class ProtocolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Echo_ByBothVersionsOnOnePort_ShowsTheRequest(int version)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        HttpClient client = version == 2 ? demo.Http2 : demo.Http1;
        using StringContent body = new("héllo", Encoding.UTF8, "text/plain");
        using HttpRequestMessage request = new(HttpMethod.Put, new Uri(demo.First.Address, "/echo/a%20b?q=1&q=2"))
        {
            Content = body,
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Add("X-Request-Id", "r-1");
        using HttpResponseMessage response = await client.SendAsync(request, Token);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        JsonElement json = document.RootElement;
        Assert.Equal(version, response.Version.Major);
        Assert.Equal(version == 2 ? "HTTP/2" : "HTTP/1.1", json.GetProperty("protocol").GetString());
        Assert.Equal("http", json.GetProperty("scheme").GetString());
        Assert.Equal("PUT", json.GetProperty("method").GetString());
        Assert.Equal("/echo/a b", json.GetProperty("path").GetString());
        Assert.Equal("/echo/a%20b?q=1&q=2", json.GetProperty("target").GetString());
        Assert.Equal("?q=1&q=2", json.GetProperty("query").GetString());
        Assert.Equal("r-1", json.GetProperty("requestId").GetString());
        Assert.Equal("r-1", json.GetProperty("headers").GetProperty("x-request-id").GetString());
        Assert.Equal("héllo", json.GetProperty("body").GetString());
        Assert.True(json.GetProperty("bodyComplete").GetBoolean());
        Assert.Equal(6, json.GetProperty("bodyBytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("héllo"u8)), json.GetProperty("bodySha256").GetString());
    }

    [Fact]
    public async Task Echo_LongBody_IsShownUpToItsLimitAndHashedWhole()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        string body = new('x', DemoLimits.MaxEchoTextBytes + 1);
        (_, JsonElement json) = await demo.SendAsync("POST", "/echo", body);
        Assert.Equal(DemoLimits.MaxEchoTextBytes, json.GetProperty("body").GetString()!.Length);
        Assert.False(json.GetProperty("bodyComplete").GetBoolean());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body))), json.GetProperty("bodySha256").GetString());
    }

    [Fact]
    public async Task Connection_WithTheRequestInSmallPieces_IsToldApart()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, demo.First.Address.Port, Token);
        NetworkStream stream = client.GetStream();
        foreach (byte value in "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray())
        {
            await stream.WriteAsync(new[] { value }, Token);
        }

        using StreamReader reader = new(stream, Encoding.Latin1);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Bytes_OfALength_AreThePattern(int count)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        byte[] bytes = await demo.Http1.GetByteArrayAsync(new Uri(demo.First.Address, $"/bytes/{count}"), Token);
        Assert.Equal(count, bytes.Length);
        Assert.Equal(-1, Array.FindIndex([.. bytes.Select(static (value, index) => value == index % BytesHandler.PatternBytes)], static same => !same));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upload_OfEightMegabytes_IsCountedAndHashed(int version)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        byte[] body = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(body);
        using ByteArrayContent content = new(body);
        HttpClient client = version == 2 ? demo.Http2 : demo.Http1;
        using HttpResponseMessage response = await client.PostAsync(new Uri(demo.First.Address, "/upload"), content, Token);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(body.Length, json.RootElement.GetProperty("bodyBytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), json.RootElement.GetProperty("bodySha256").GetString());
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(418)]
    [InlineData(503)]
    public async Task Status_Asked_IsGiven(int status)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        Assert.Equal(status, (await demo.SendAsync("GET", $"/status/{status}")).Status);
    }

    [Fact]
    public async Task SlowAndStream_WaitBetween_AsLongAsAsked()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        (int status, _) = await demo.SendAsync("GET", "/slow?ms=250");
        Assert.Equal(200, status);
        string events = await demo.Http1.GetStringAsync(new Uri(demo.First.Address, "/stream?count=3&ms=40"), Token);
        Assert.Equal("id: 0\ndata: {\"tick\":0}\n\nid: 1\ndata: {\"tick\":1}\n\nid: 2\ndata: {\"tick\":2}\n\n", events);
        Assert.Equal([250, 40, 40], demo.Time.Delays.Select(static delay => delay.TotalMilliseconds));
    }

    [Fact]
    public async Task WebSocket_FramesAndClose_ComeBack()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("echo");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{demo.First.Address.Port}/ws"), Token);
        Assert.Equal("echo", socket.SubProtocol);
        byte[] buffer = new byte[1024];
        foreach ((string text, WebSocketMessageType type, bool end) in new[]
        {
            ("a", WebSocketMessageType.Text, false), ("b", WebSocketMessageType.Text, true), ("c", WebSocketMessageType.Binary, true),
        })
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), type, end, Token);
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, Token);
            Assert.Equal((text, type, end), (Encoding.ASCII.GetString(buffer, 0, received.Count), received.MessageType, received.EndOfMessage));
        }

        await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "bye", Token);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        Assert.Equal("bye", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task Grpc_Messages_ComeBackWithTrailers()
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        byte[] messages = [.. Message("one"), .. Message(""), .. Message(new string('x', 100_000))];
        using HttpResponseMessage response = await SendGrpcAsync(demo, messages);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc+proto", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(messages, await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData("0000000005AA", "13")]
    [InlineData("000000", "13")]
    [InlineData("00FFFFFFFF", "8")]
    [InlineData("", "0")]
    public async Task Grpc_BrokenStream_EndsWithAStatus(string hex, string expected)
    {
        await using DemoFixture demo = await DemoFixture.StartAsync();
        using HttpResponseMessage response = await SendGrpcAsync(demo, Convert.FromHexString(hex));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(expected, response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    private static async Task<HttpResponseMessage> SendGrpcAsync(DemoFixture demo, byte[] body)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc+proto");
        return await demo.Http2.PostAsync(new Uri(demo.First.Address, "/grpc/echo"), content, Token);
    }

    private static byte[] Message(string text)
    {
        byte[] message = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length);
        Encoding.ASCII.GetBytes(text, message.AsSpan(5));
        return message;
    }
}
