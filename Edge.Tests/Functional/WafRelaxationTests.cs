using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What is relaxed below a path holds for targets that every origin reads alike, and for no other.</summary>
public sealed class WafRelaxationTests
{
    private const string Attack = "?comment=1'%20OR%20'1'='1";
    private const string Forbidden = "HTTP/1.1 403";

    [Theory]
    [InlineData("""{ "paths": [ { "path": "/echo", "mode": "off" } ] }""")]
    [InlineData("""{ "paths": [ { "path": "/echo", "mode": "detect" } ] }""")]
    [InlineData("""{ "exclusions": [ { "rule": "tag:attack-sqli", "target": "ARGS:comment", "path": "/echo" } ] }""")]
    public async Task Relaxation_BelowAPath_HoldsForOrdinaryTargetsOnly(string waf)
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: config =>
        {
            config.Edge["listen"]!["http"]!["mode"] = "serve";
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse(waf);
        });
        foreach (string ordinary in (string[])["/echo", "/echo/x", "/ECHO", "/echo/ann%40example.com", "/echo/J%C3%BCrgen"])
        {
            Assert.DoesNotContain(Forbidden, await StatusAsync(gateway, ordinary + Attack), StringComparison.Ordinal);
        }

        string[] doubtful =
        [
            "/echo/..%2fapi", "/echo%2fx", "/echo/..%5capi", "/echo/%2e%2e/echo", "/echo/../echo", "/echo/..;/api", "/echo;x=1/api", "/echo/%252e%252e%252fapi",
            "//echo", "/echo//x", "/echo/./x", "/echo/%c0%ae%c0%ae/x", "http://acme.localhost/echo",
        ];
        foreach (string target in doubtful)
        {
            Assert.StartsWith(Forbidden, await StatusAsync(gateway, target + Attack), StringComparison.Ordinal);
        }

        // Kestrel itself refuses these.
        Assert.StartsWith("HTTP/1.1 400", await StatusAsync(gateway, "/echo/%00" + Attack), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strictness_BelowAPath_HoldsForDoubtfulTargetsToo()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: static config =>
        {
            config.Edge["listen"]!["http"]!["mode"] = "serve";
            config.Tenants["tenants"]![0]!["waf"] = TestConfig.Parse("""{ "mode": "off", "paths": [ { "path": "/admin", "mode": "block" } ] }""");
        });
        Assert.DoesNotContain(Forbidden, await StatusAsync(gateway, "/echo" + Attack), StringComparison.Ordinal);
        Assert.StartsWith(Forbidden, await StatusAsync(gateway, "/admin/x" + Attack), StringComparison.Ordinal);
        Assert.StartsWith(Forbidden, await StatusAsync(gateway, "/echo/..%2fadmin" + Attack), StringComparison.Ordinal);
    }

    private static async Task<string> StatusAsync(TestGateway gateway, string target)
    {
        string answer = await RawConnection.ExchangeAsync(gateway.Http!, $"GET {target} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n");
        return answer[..answer.IndexOf("\r\n", StringComparison.Ordinal)];
    }
}
