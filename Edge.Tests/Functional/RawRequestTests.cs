using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What no client library would send: the gateway answers or closes, and never hangs or lets it pass in two readings.</summary>
public sealed class RawRequestTests
{
    private const string Host = "Host: acme.localhost\r\nConnection: close\r\n";

    /// <summary>What is sent, and the statuses that may answer it; none when the connection may just close.</summary>
    private static readonly (string Request, int[] Accepted)[] Odd =
    [
        // Hosts.
        ("GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\nHost: acme.localhost\r\n" + Host + "\r\n", [400]),
        ("GET /echo HTTP/1.1\r\nHost: acme.localhost/x\r\nConnection: close\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\nHost: acme.localhost, globex.localhost\r\nConnection: close\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\nHost: user@acme.localhost\r\nConnection: close\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n", [400, 421]),
        ("GET /echo HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n", [421]),
        ("GET /echo HTTP/1.0\r\n\r\n", [400, 421]),
        ("GET http://globex.localhost/echo HTTP/1.1\r\n" + Host + "\r\n", [400]),

        // Methods and targets.
        ("CONNECT acme.localhost:443 HTTP/1.1\r\nHost: acme.localhost:443\r\nConnection: close\r\n\r\n", [200, 400, 404, 405, 501]),
        ("OPTIONS * HTTP/1.1\r\n" + Host + "\r\n", [200, 204, 400, 404, 405]),
        ("G@T /echo HTTP/1.1\r\n" + Host + "\r\n", [400]),
        ("GET echo HTTP/1.1\r\n" + Host + "\r\n", [400, 405]),
        ("GET /echo HTTP/3.0\r\n" + Host + "\r\n", [400, 505]),
        ("GET /\x01 HTTP/1.1\r\n" + Host + "\r\n", [400, 404]),
        ("GET /%00 HTTP/1.1\r\n" + Host + "\r\n", [400]),
        ("GET /../../../../etc/passwd HTTP/1.1\r\n" + Host + "\r\n", [400, 404]),

        // Sizes.
        ("GET /" + new string('a', 20_000) + " HTTP/1.1\r\n" + Host + "\r\n", [414]),
        ("GET /echo HTTP/1.1\r\n" + Host + "X-Big: " + new string('a', 40_000) + "\r\n\r\n", [431]),
        ("GET /echo HTTP/1.1\r\n" + Host + string.Concat(Enumerable.Range(0, 150).Select(static index => string.Create(CultureInfo.InvariantCulture, $"X-{index}: 1\r\n"))) + "\r\n", [431]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Content-Length: 9223372036854775808\r\n\r\n", [400]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Content-Length: 99999999999999999999999\r\n\r\n", [0, 400]), // Kestrel closes without a word.
        ("POST /echo HTTP/1.1\r\n" + Host + "Content-Length: -1\r\n\r\n", [400]),

        // One request to one reader, two to another.
        ("POST /echo HTTP/1.1\r\n" + Host + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", [400]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Content-Length: 4, 5\r\n\r\nabcde", [400]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", [400, 501]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [400, 501]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", [400]),
        ("POST /echo HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\n" + Host + "X-A: b\r\n folded\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\n" + Host + "X-A: b\rX-B: c\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\n" + Host + "X A: b\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\n" + Host + ": b\r\n\r\n", [400]),
        ("GET /echo HTTP/1.1\r\n" + Host + "X-A: \0\r\n\r\n", [400]),
    ];

    [Fact]
    public async Task OddRequests_AreRefused_NeverHang_AndLeaveTheGatewayWell()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        int sent = 0;
        List<string> wrong = [];
        foreach ((string request, int[] accepted) in Odd)
        {
            foreach (Uri listener in (Uri[])[gateway.Https, gateway.Http!])
            {
                string answer = await RawConnection.ExchangeAsync(listener, request);
                sent++;
                int status = StatusOf(answer);
                bool redirected = listener == gateway.Http && status == 308;
                if (!accepted.Contains(status) && !redirected)
                {
                    wrong.Add($"{request[..Math.Min(120, request.Length)]} => {status} at {listener.Scheme}");
                }

                if (answer.Split("HTTP/1.1 ").Length > 2)
                {
                    wrong.Add($"two answers to {request[..Math.Min(120, request.Length)]}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(static line => line.ReplaceLineEndings("|"))));
        Assert.Equal(2 * Odd.Length, sent);
        Assert.Contains("acme", await gateway.Client.GetStringAsync("/echo", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>RFC 9112 §6.3: with both, Transfer-Encoding counts; the origin must see one request, and never the second in disguise.</summary>
    [Theory]
    [InlineData("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /status/418 HTTP/1.1\r\nHost: acme.localhost\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 48\r\n\r\n0\r\n\r\nGET /status/418 HTTP/1.1\r\nHost: acme.localhost\r\n\r\n")]
    public async Task BothLengths_OfOneRequest_ReachTheOriginAsOneAtMost(string rest)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, "POST /echo HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n" + rest);
        Assert.Equal(2, answer.Split("HTTP/1.1 ").Length); // One answer, and not the one of the request in disguise.
        Assert.NotEqual(418, StatusOf(answer));
        if (StatusOf(answer) == 200)
        {
            JsonNode echoed = BodyOf(answer);
            Assert.Equal(0, (int?)echoed["bodyBytes"]);
            Assert.False(echoed["headers"]!.AsObject().ContainsKey("content-length") && echoed["headers"]!.AsObject().ContainsKey("transfer-encoding"));
        }
        else
        {
            Assert.Equal(400, StatusOf(answer));
        }
    }

    [Fact]
    public async Task BareLineFeeds_OfARequest_AreRefusedOrReadAsOneRequest()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, "GET /echo HTTP/1.1\nHost: acme.localhost\nConnection: close\nX-A: 1\n\n");
        if (StatusOf(answer) == 200)
        {
            Assert.Equal("1", (string?)HeaderOf(BodyOf(answer), "X-A"));
        }
        else
        {
            Assert.Equal(400, StatusOf(answer));
        }
    }

    [Fact]
    public async Task AbsoluteForm_OfTheSameHost_IsServed()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, "GET https://acme.localhost/echo?a=b HTTP/1.1\r\n" + Host + "\r\n");
        Assert.Equal(200, StatusOf(answer));
        Assert.Equal("/echo?a=b", (string?)BodyOf(answer)["target"]);
    }

    [Fact]
    public async Task ConnectionHeader_ThatNamesTheGatewaysHeaders_CannotTakeThemAway()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, "GET /echo HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close, X-Edge-Tenant, X-Forwarded-For, X-Request-Id\r\n\r\n");
        JsonNode echoed = BodyOf(answer);
        Assert.Equal("acme", (string?)echoed["tenant"]);
        Assert.Equal("127.0.0.1", (string?)HeaderOf(echoed, "X-Forwarded-For"));
        Assert.NotNull(HeaderOf(echoed, "X-Request-Id"));
    }

    /// <summary>Target as sent, and as the origin must see it: no step may decode twice.</summary>
    [Theory]
    [InlineData("/echo/a%20b", "/echo/a%20b")]
    [InlineData("/echo/%41", "/echo/A")]
    [InlineData("/echo/a+b", "/echo/a+b")]
    [InlineData("/echo/%2541", "/echo/%2541")]
    [InlineData("/echo/a%2Fb", "/echo/a%2Fb")]
    [InlineData("/echo/%252e%252e", "/echo/%252e%252e")]
    [InlineData("/echo/x?q=%2527+%26%20", "/echo/x?q=%2527+%26%20")]
    [InlineData("/echo/x?%41", "/echo/x?A")] // The same by RFC 3986 §6.2.2.2.
    [InlineData("/echo/./a/../b", "/echo/b")]
    [InlineData("/echo/%C3%A4", "/echo/%C3%A4")]
    public async Task Target_OfARequest_ReachesTheOriginWithTheSameMeaning(string target, string expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string answer = await RawConnection.ExchangeAsync(gateway.Https, $"GET {target} HTTP/1.1\r\n{Host}\r\n");
        Assert.Equal(expected, (string?)BodyOf(answer)["target"]);
    }

    internal static int StatusOf(string answer) => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    private static JsonNode BodyOf(string answer) => JsonNode.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)])!;

    private static JsonNode? HeaderOf(JsonNode echoed, string name) => echoed["headers"]![name.ToLowerInvariant()];
}
