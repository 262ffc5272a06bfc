using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Demo;
using Edge.Tests.Gateway.Demo;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Protocols and long bodies from client to origin and back.</summary>
[Collection(Alone.Name)] // Flat memory is judged by the heap of the whole process.
public sealed class ProtocolTests
{
    private const long BigBytes = 100L * 1024 * 1024;

    /// <summary>Heap that 100 MB may need on their way, far below their own size: buffers of three servers and two clients.</summary>
    private const long MaxGrowthBytes = 24L * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Get_ByBothVersions_OverTls_ReachesTheCell(int version)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage response = await gateway.CreateClient("acme.localhost", new Version(version, version == 2 ? 0 : 1)).GetAsync("/echo?x=1", Token);
        Assert.Equal(version, response.Version.Major);
        JsonNode echoed = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.Equal(("acme", "na-1", "/echo?x=1", "https"), ((string?)echoed["tenant"], (string?)echoed["cell"], (string?)echoed["target"], (string?)echoed["headers"]!["x-forwarded-proto"]));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", (string?)echoed["headers"]!["traceparent"]);
    }

    [Fact]
    public async Task WebSocket_ThroughTls_EchoesTextAndBytesAndCloses()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ClientWebSocket socket = new();
        using HttpMessageInvoker invoker = Invoker(gateway);
        await socket.ConnectAsync(new Uri($"wss://acme.localhost:{gateway.Https.Port}/ws"), invoker, Token);
        byte[] buffer = new byte[100_000];
        foreach (int length in (int[])[0, 1, 125, 126, 65_535, 65_536])
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(static index => (byte)(index % 251))];
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Token);
            int received = 0;
            ValueWebSocketReceiveResult piece;
            do
            {
                piece = await socket.ReceiveAsync(buffer.AsMemory(received), Token);
                received += piece.Count;
            }
            while (!piece.EndOfMessage);
            Assert.Equal(message, buffer.AsSpan(0, received));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Token);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "bye"), (socket.CloseStatus!.Value, socket.CloseStatusDescription));
        await TestGateway.WaitUntilAsync(() => gateway.Cells.Destinations.All(static destination => destination.Counters.InFlight == 0));
    }

    [Fact]
    public async Task GrpcStream_OverHttp2_FlowsBothWaysAndEndsInTrailers()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        PushContent content = new();
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpRequestMessage request = new(HttpMethod.Post, "/grpc/echo") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TE.ParseAdd("trailers");
        content.Push(Frame("message 0")); // YARP sends headers with the first bytes of a body, never alone.
        using HttpResponseMessage response = await gateway.CreateClient("acme.localhost", HttpVersion.Version20).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Stream answers = await response.Content.ReadAsStreamAsync(Token);
        for (int index = 0; index < 5; index++)
        {
            byte[] frame = Frame($"message {index}");
            if (index > 0)
            {
                content.Push(frame);
            }

            byte[] echoed = new byte[frame.Length];
            await answers.ReadExactlyAsync(echoed, Token); // While the request is still open.
            Assert.Equal(frame, echoed);
        }

        content.End();
        Assert.Equal(-1, answers.ReadByte());
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.True(response.Headers.Contains("X-Rate-Limit-Limit"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Download_Of100MB_ArrivesWholeInFlatMemory(int version)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient client = gateway.CreateClient("acme.localhost", new Version(version, version == 2 ? 0 : 1));
        using (await client.GetAsync("/bytes/100000", Token))
        {
            // Everything is compiled and connected once.
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        using HttpResponseMessage response = await client.GetAsync($"/bytes/{BigBytes}", HttpCompletionOption.ResponseHeadersRead, Token);
        await using Stream body = await response.Content.ReadAsStreamAsync(Token);
        byte[] buffer = new byte[251 * 1024];
        long total = 0;
        long checkedAt = 0;
        for (int read; (read = await body.ReadAsync(buffer, Token)) > 0; total += read)
        {
            Assert.Equal((byte)(total % BytesHandler.PatternBytes), buffer[0]);
            Assert.Equal((byte)((total + read - 1) % BytesHandler.PatternBytes), buffer[read - 1]);
            if (total - checkedAt > BigBytes / 4)
            {
                checkedAt = total;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(BigBytes, total);
        Assert.InRange(most, long.MinValue, MaxGrowthBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upload_Of100MB_ArrivesWholeInFlatMemory(int version)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient client = gateway.CreateClient("acme.localhost", new Version(version, version == 2 ? 0 : 1));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using PatternContent content = new(BigBytes, before);
        using HttpResponseMessage response = await client.PostAsync("/upload", content, Token);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        Assert.Equal(BigBytes, (long?)answer["bodyBytes"]);
        Assert.Equal(content.Sha256, (string?)answer["bodySha256"]);
        Assert.InRange(content.MostGrowthBytes, long.MinValue, MaxGrowthBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Abort_ByTheClient_EndsTheOriginsRequestToo(int version)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpClient client = gateway.CreateClient("acme.localhost", new Version(version, version == 2 ? 0 : 1));
        using CancellationTokenSource giveUp = new();
        Task<HttpResponseMessage> waiting = client.GetAsync("/slow?ms=60000", giveUp.Token);
        await TestGateway.WaitUntilAsync(() => gateway.Cells.InCell("na-1").Sum(static destination => destination.Counters.Requests(DemoRoute.Slow)) == 1);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await TestGateway.WaitUntilAsync(() => gateway.Cells.Destinations.All(static destination => destination.Counters.InFlight == 0));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/echo", Token)).StatusCode); // Nor does it count against the destination.
    }

    [Fact]
    public async Task Abort_InTheMiddleOfADownload_FreesTheOrigin()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using (HttpResponseMessage response = await gateway.Client.GetAsync($"/bytes/{BigBytes * 100}", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await (await response.Content.ReadAsStreamAsync(Token)).ReadExactlyAsync(new byte[1_000_000], Token);
        }

        await TestGateway.WaitUntilAsync(() => gateway.Cells.Destinations.All(static destination => destination.Counters.InFlight == 0));
    }

    private static byte[] Frame(string text)
    {
        byte[] frame = new byte[5 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        Encoding.UTF8.GetBytes(text, frame.AsSpan(5));
        return frame;
    }

    private static HttpMessageInvoker Invoker(TestGateway gateway)
    {
#pragma warning disable CA2000, CA5359 // The invoker owns its handler. The certificate is self-signed.
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, gateway.Https.Port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        });
#pragma warning restore CA2000, CA5359
    }
}
