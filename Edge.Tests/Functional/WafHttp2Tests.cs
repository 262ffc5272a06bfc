using System.Text;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What only HTTP/2 can do to hide something from rules.</summary>
public sealed class WafHttp2Tests
{
    private const string Attack = """{"q":"<script>alert(1)</script>"}""";

    [Fact]
    public async Task Body_InFramesOfOneByte_IsJudgedAsAWhole()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders, 1, Head("POST", "/echo", ("content-type", "application/json")));
        foreach (byte value in Encoding.ASCII.GetBytes(Attack))
        {
            await connection.SendAsync(RawHttp2Connection.Data, 0, 1, [value]);
        }

        await connection.SendAsync(RawHttp2Connection.Data, RawHttp2Connection.EndStream, 1, []);
        Assert.Equal(403, (await connection.ReadAnswerAsync(1)).Status);
    }

    [Fact]
    public async Task Headers_InContinuations_AreJudgedAsAWhole()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        byte[] block = Head("GET", "/echo", ("referer", "https://a.example/?q=<script>alert(1)</script>"));
        int stream = 1;
        foreach (int cut in (int[])[1, 20, block.Length - 10]) // Within a name, within a value.
        {
            await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndStream, stream, block[..cut]);
            await connection.SendAsync(RawHttp2Connection.Continuation, RawHttp2Connection.EndHeaders, stream, block[cut..]);
            Assert.Equal(403, (await connection.ReadAnswerAsync(stream)).Status);
            stream += 2;
        }
    }

    [Fact]
    public async Task Host_BesideAnotherAuthority_CountsForNobody()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders | RawHttp2Connection.EndStream, 1, Head("GET", "/echo", ("host", "globex.localhost")));
        (int status, string body) = await connection.ReadAnswerAsync(1);
        Assert.Equal(200, status);
        Assert.Equal("acme", (string?)JsonNode.Parse(body)!["tenant"]);
        Assert.DoesNotContain("globex", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_InSeveralFields_AreAllJudged()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders | RawHttp2Connection.EndStream, 1,
            Head("GET", "/echo", ("cookie", "a=b"), ("cookie", "q=1' or '1'='1"), ("cookie", "c=d")));
        Assert.Equal(403, (await connection.ReadAnswerAsync(1)).Status);
    }

    [Fact]
    public async Task Trailers_OfARequest_ReachNoOrigin()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders, 1, Head("POST", "/echo", ("content-type", "application/json")));
        await connection.SendAsync(RawHttp2Connection.Data, 0, 1, "{}"u8.ToArray());
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders | RawHttp2Connection.EndStream, 1, RawHttp2Connection.Block(("x-hidden", "<script>alert(1)</script>"), ("x-edge-tenant", "globex")));
        (int status, string body) = await connection.ReadAnswerAsync(1);
        Assert.Equal(200, status);
        Assert.DoesNotContain("hidden", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("globex", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/octet-stream")]
    public async Task Json_UnderAStreamedType_IsJudged(string type)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders, 1, Head("POST", "/echo", ("content-type", type)));
        foreach (string piece in (string[])["  ", "{", "\"q\":", "\"<script>alert(1)</script>\"}"])
        {
            await connection.SendAsync(RawHttp2Connection.Data, 0, 1, Encoding.ASCII.GetBytes(piece));
        }

        await connection.SendAsync(RawHttp2Connection.Data, RawHttp2Connection.EndStream, 1, []);
        Assert.Equal(403, (await connection.ReadAnswerAsync(1)).Status);
    }

    [Theory]
    [InlineData("connect-udp")]
    [InlineData("x")]
    public async Task ExtendedConnect_OfAnotherProtocol_OpensNoTunnel(string protocol)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        byte[] head = RawHttp2Connection.Block((":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":path", "/echo"), (":authority", "acme.localhost"), ("content-type", "application/json"));
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders, 1, head);
        await connection.SendAsync(RawHttp2Connection.Data, RawHttp2Connection.EndStream, 1, Encoding.ASCII.GetBytes(Attack));
        Assert.Equal(400, (await connection.ReadAnswerAsync(1)).Status); // No origin is asked for it.
    }

    [Theory]
    [InlineData("GET", "echo")]
    [InlineData("GET", "http://acme.localhost/echo")]
    [InlineData("GET /x", "/echo")]
    [InlineData("GET", "")]
    public async Task PseudoHeaders_ThatAreNoRequestLine_AreRefused(string method, string path)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        await using RawHttp2Connection connection = await RawHttp2Connection.OpenAsync(gateway.Https);
        await connection.SendAsync(RawHttp2Connection.Headers, RawHttp2Connection.EndHeaders | RawHttp2Connection.EndStream, 1, Head(method, path));
        Assert.Contains((await connection.ReadAnswerAsync(1)).Status, (int[])[0, 400, 403]);
    }

    private static byte[] Head(string method, string path, params (string Name, string Value)[] more) => RawHttp2Connection.Block(
        [(":method", method), (":scheme", "https"), (":path", path), (":authority", "acme.localhost"), ("user-agent", "Mozilla/5.0"), ("accept", "*/*"), .. more]);
}
