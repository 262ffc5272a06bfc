using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Gateway.Config;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Limits of bodies, and bodies whose type says that no rule can read them.</summary>
public sealed class WafBodyTests
{
    private const int DefaultLimitBytes = 131_072;
    private const string Json = "application/json";
    private const string Attack = """{"q":"<script>alert(1)</script>"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task Body_BeyondTheLimitWithoutFiles_Is413WithAProblem(string type)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, type, Filled(type, DefaultLimitBytes))).Status);
        (HttpStatusCode status, string answer) = await SendAsync(gateway, type, Filled(type, DefaultLimitBytes + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("urn:edge:problem:body-too-large", (string?)JsonNode.Parse(answer)!["type"]);
    }

    [Fact]
    public async Task Body_InflatedBeyondTheLimit_Is413()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, Json, Gzip(Filled(Json, DefaultLimitBytes)), "gzip")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(gateway, Json, Gzip(Filled(Json, DefaultLimitBytes + 1)), "gzip")).Status);
    }

    [Fact]
    public async Task Limit_OfATenant_StandsInForTheCommonOne()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "maxBodyBytesWithoutFiles": 4096 }""", change: static config =>
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse("""{ "maxBodyBytesWithoutFiles": 1048576 }"""));
        byte[] body = Filled(Json, 1_000_000);
        (HttpStatusCode status, string answer) = await SendAsync(gateway, Json, body);
        Assert.Equal((HttpStatusCode.OK, Convert.ToHexStringLower(SHA256.HashData(body))), (status, (string?)JsonNode.Parse(answer)!["bodySha256"]));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(gateway, Json, Encoding.ASCII.GetBytes($$"""{"a":"{{new string('x', 500_000)}}","b":"<script>alert(1)</script>"}"""))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(gateway, Json, Filled(Json, 5000), client: gateway.CreateClient("globex.localhost"))).Status);
    }

    [Fact]
    public async Task Body_BeyondTheLimitWithProcessPartial_IsInspectedUpToItAndPasses()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config =>
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse("""{ "onBodyLimit": "processPartial" }"""));
        foreach (string type in (string[])[Json, "application/xml", "application/x-www-form-urlencoded", "text/plain"])
        {
            byte[] body = Filled(type, DefaultLimitBytes * 2);
            (HttpStatusCode status, string answer) = await SendAsync(gateway, type, body);
            Assert.Equal((HttpStatusCode.OK, Convert.ToHexStringLower(SHA256.HashData(body))), (status, (string?)JsonNode.Parse(answer)!["bodySha256"]));
        }

        string attack = $$"""{"q":"<script>alert(1)</script>","b":"{{new string('x', DefaultLimitBytes)}}"}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(gateway, Json, Encoding.ASCII.GetBytes(attack))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(gateway, Json, Filled(Json, DefaultLimitBytes + 1), client: gateway.CreateClient("globex.localhost"))).Status);
    }

    [Fact]
    public async Task Upload_OfAFile_IsHeldToTheWholeLimitOnly()
    {
        await using TestGateway gateway = await WafGateway.StartAsync("""{ "maxBodyBytes": 1048576 }""");
        using var small = new MultipartFormDataContent { { new StringContent("a field"), "name" }, { new ByteArrayContent(new byte[500_000]), "file", "a.bin" } };
        using HttpResponseMessage passed = await gateway.Client.PostAsync("/upload", small, Cancellation);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        using var wide = new MultipartFormDataContent { { new StringContent(new string('x', DefaultLimitBytes + 1)), "name" } };
        using HttpResponseMessage tooWide = await gateway.Client.PostAsync("/upload", wide, Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooWide.StatusCode);
        using var large = new MultipartFormDataContent { { new ByteArrayContent(new byte[1_100_000]), "file", "a.bin" } };
        using HttpResponseMessage tooLarge = await gateway.Client.PostAsync("/upload", large, Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Theory]
    [InlineData("""{ "maxBodyBytes": 65536, "maxBodyBytesWithoutFiles": 65537 }""", "'waf.maxBodyBytesWithoutFiles' is 65537, above 'waf.maxBodyBytes' of edge.json (65536); set at most that")]
    [InlineData("""{ "maxBodyBytesWithoutFiles": 10 }""", "'waf.maxBodyBytesWithoutFiles' is 10; set a whole number from 1024 to 134217728.")]
    [InlineData("""{ "onBodyLimit": "cut" }""", "'waf.onBodyLimit' is \"cut\"; set one of \"reject\", \"processPartial\"")]
    public async Task Limits_ThatAreWrong_AreToldInFull(string settings, string expected)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        SnapshotLoadResult result = await gateway.ReloadAsync(config =>
        {
            foreach ((string key, JsonNode? value) in TestConfig.Parse(settings))
            {
                config.Edge["waf"]![key] = value?.DeepClone();
            }
        });
        Assert.Contains(result.Diagnostics.Items, diagnostic => diagnostic.IsError && diagnostic.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("image/png", Attack, HttpStatusCode.Forbidden)]
    [InlineData("video/mp4", " \n\t" + Attack, HttpStatusCode.Forbidden)]
    [InlineData("application/octet-stream", "q=%3Cscript%3Ealert(1)%3C/script%3E", HttpStatusCode.Forbidden)]
    [InlineData("application/octet-stream", "<a><b>' or 1=1--</b></a>", HttpStatusCode.Forbidden)]
    [InlineData("application/grpc", Attack, HttpStatusCode.Forbidden)]
    [InlineData("font/woff", "{\0\"\0q\0\"\0:\0\"\0<\0s\0c\0r\0i\0p\0t\0>\0\"\0}\0", HttpStatusCode.Forbidden)]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", HttpStatusCode.Forbidden)]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", HttpStatusCode.Forbidden)]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:s=\"http://www.w3.org/2000/svg\"><s:script>alert(1)</s:script></svg>", HttpStatusCode.Forbidden)]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0L1 1\" fill=\"#fff\"/></svg>", HttpStatusCode.OK)]
    [InlineData("image/png", "\u0089PNG\r\n\u001A\n' or 1=1--", HttpStatusCode.OK)]
    [InlineData("application/octet-stream", "id;name\n1;ann\n", HttpStatusCode.OK)]
    [InlineData("application/octet-stream", "{\"name\":\"ann\"}", HttpStatusCode.OK)]
    public async Task Body_OfAStreamedType_IsJudgedByHowItBegins(string type, string body, HttpStatusCode expected)
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        byte[] bytes = Encoding.Latin1.GetBytes(body);
        (HttpStatusCode status, string answer) = await SendAsync(gateway, type, bytes);
        Assert.Equal(expected, status);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string?)JsonNode.Parse(answer)!["bodySha256"]);
        }
    }

    [Fact]
    public async Task Body_OfAStreamedTypeThatIsCoded_IsInflatedAndJudged()
    {
        await using TestGateway gateway = await WafGateway.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(gateway, "image/png", Gzip(Encoding.ASCII.GetBytes(Attack)), "gzip")).Status);
    }

    /// <summary>A body of this type with exactly so many bytes.</summary>
    private static byte[] Filled(string type, int length)
    {
        (string start, string end) = type switch
        {
            Json => ("""{"a":" """, "\"}"),
            "application/xml" => ("<a>", "</a>"),
            "application/x-www-form-urlencoded" => ("a=", ""),
            _ => ("", ""),
        };
        return Encoding.ASCII.GetBytes(start + new string('x', length - start.Length - end.Length) + end);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream output = new();
        using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.NoCompression))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private static async Task<(HttpStatusCode Status, string Answer)> SendAsync(TestGateway gateway, string type, byte[] body, string? encoding = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/echo") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage response = await (client ?? gateway.Client).SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
