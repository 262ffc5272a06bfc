using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Edge.Tests.Rules.Crs;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>A sample of the Core Rule Set's own regression tests, over sockets; eng/crs-regression.sh runs them all.</summary>
public sealed class WafCrsTests(ITestOutputHelper output)
{
    private const int SampleEvery = 16;
    private const int ExpectedSample = 148;

    /// <summary>Cases that Kestrel answers by itself, or whose headers it normalises; docs/waf.md says why.</summary>
    private static readonly string[] Known =
    [
        "920100-6", "920180-3", "920210-2", "920210-4", "920210-6", "920210-7", "920280-1", "920430-8", "933160-21", "942500-1",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RegressionTests_ASample_MatchOverSocketsAsInProcess()
    {
        FtwTest[] sample = [.. FtwLoader.Load(Repository.SharedData("crs-3.3-tests"))
            .Where(static test => test.IsEnabled && test.Stages.Count == 1 && test.Stages[0] is { Statuses.Count: 0, ExpectsError: false })
            .Where(static (_, index) => index % SampleEvery == 0)];
        await using TestGateway gateway = await StartAsync();
        List<string> failures = [];
        foreach (FtwTest test in sample.Where(static test => !Known.Contains(test.Id)))
        {
            FtwStage stage = test.Stages[0];
            string? log = await LogOfAsync(gateway, stage.Request);
            if (log is null || (stage.LogContains is { } wanted && !Regex.IsMatch(log, wanted)) || (stage.NoLogContains is { } unwanted && Regex.IsMatch(log, unwanted)))
            {
                failures.Add(test.Id);
            }
        }

        output.WriteLine($"{sample.Length} tests, failed: {string.Join(' ', failures)}");
        Assert.Equal(ExpectedSample, sample.Length);
        Assert.Empty(failures);
    }

    [Fact]
    public async Task ShippedSetup_WithCrs_LetsAnIdentityServiceWorkAndBlocksAttacks()
    {
        if (!Directory.Exists(CoreRuleSet.Folder))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "crs": "{{CoreRuleSet.Folder}}", "crsSetup": "{{Repository.PathOf("config", "rules", "crs-setup.conf")}}" }""");
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(gateway, HttpMethod.Get, "/api/v1/users?id=1'%20OR%20'1'='1"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Get, "/api/v1/users"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Get, "/api/v1/users?filter=status%20eq%20%22ACTIVE%22"));
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete])
        {
            Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, method, "/echo", "application/json", """{"profile":{"firstName":"José","login":"ann.o'brien@example.com"},"password":"S3cr3t;ls -la!"}"""));
        }

        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Patch, "/echo", "application/scim+json", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"""));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Post, "/echo", "application/x-www-form-urlencoded",
            "grant_type=authorization_code&code=abc123&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&client_id=0oa1"));
        string saml = Uri.EscapeDataString(Convert.ToBase64String("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"u8));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway, HttpMethod.Post, "/echo", "application/x-www-form-urlencoded", $"SAMLResponse={saml}&RelayState=%2Fhome"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/users?q=J%C3%BCrgen%20%C5%BDi%C5%BEek", null, null, HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/users?q=%E3%83%A6%E3%83%BC%E3%82%B6%E3%83%BC%20%E5%BE%8C%E8%97%A4", null, null, HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/users?search=status%20eq%20%22ACTIVE%22&$select=id,displayName", null, null, HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/users?client_id=a&redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fcb", null, null, HttpStatusCode.OK)]
    [InlineData("POST", "/echo", "text/plain", "just text, {not} [JSON]", HttpStatusCode.OK)]
    [InlineData("POST", "/echo", "text/plain", "[note] to myself", HttpStatusCode.OK)]
    [InlineData("POST", "/echo", "text/plain", """{"q":"\u0027 OR 1=1 UNION SELECT name FROM users--"}""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/echo", "application/csp-report", """ [ {"q":"<script>alert(1)</script>"}]""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/echo", "multipart/mixed; boundary=x", """{"q":"<script>alert(1)</script>"}""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/echo", "application/samlmetadata+xml", "<a><b>&lt;script&gt;alert(1)&lt;/script&gt;</b></a>", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/echo", "text/plain", """{"q":"unfinished""", HttpStatusCode.BadRequest)]
    public async Task ShippedSetup_WithCrs_JudgesByWhatIsSent(string method, string target, string? type, string? body, HttpStatusCode expected)
    {
        if (!Directory.Exists(CoreRuleSet.Folder))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        await using TestGateway gateway = await WafGateway.StartAsync($$"""{ "crs": "{{CoreRuleSet.Folder}}", "crsSetup": "{{Repository.PathOf("config", "rules", "crs-setup.conf")}}" }""");
        Assert.Equal(expected, await SendAsync(gateway, new HttpMethod(method), target, type, body));
    }

    private static async Task<HttpStatusCode> SendAsync(TestGateway gateway, HttpMethod method, string target, string? type = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.Add("User-Agent", "Mozilla/5.0");
        request.Headers.Add("Accept", "*/*");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static Task<TestGateway> StartAsync()
    {
        if (!Directory.Exists(CoreRuleSet.Folder))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        return WafGateway.StartAsync(change: static config =>
        {
            string action = CoreRuleSet.TestSettings[CoreRuleSet.TestSettings.IndexOf("SecAction", StringComparison.Ordinal)..];
            config.Files["setup.conf"] = $"Include \"{CoreRuleSet.Setup}\"\n{action}\n";
            config.Edge["waf"] = TestConfig.Parse($$"""{ "mode": "detect", "crs": "{{CoreRuleSet.Folder}}", "crsSetup": "setup.conf", "rules": [], "paranoia": 4, "debugHeader": true, "streamedBodyTypes": [] }""");
            config.Edge["listen"]!["http"]!["mode"] = "serve";
            config.Tenants["tenants"]![0]!["hosts"] = new JsonArray("localhost", "acme.localhost", "127.0.0.1", "1.2.3.4", "example.com", "*.example.com");
        });
    }

    /// <summary>The log lines that the debug header tells; null when there is no such header.</summary>
    private static async Task<string?> LogOfAsync(TestGateway gateway, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http!.Port, Cancellation);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(request, Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 } line)
        {
            if (line.StartsWith("X-Edge-Waf-Log:", StringComparison.OrdinalIgnoreCase))
            {
                return Encoding.Latin1.GetString(Convert.FromBase64String(line["X-Edge-Waf-Log:".Length..].Trim()));
            }
        }

        return null;
    }
}
