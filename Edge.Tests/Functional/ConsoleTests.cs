using System.Net;
using System.Text.Json.Nodes;
using Edge.Gateway.Portal.Console;
using Edge.Gateway.Portal.Console.Tenants;
using Edge.Gateway.Portal.Design;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>The pages of the operators' console: who sees what.</summary>
public sealed class ConsoleTests
{
    private static readonly string[] Pages = ["", "cells", "cells/na-1", "tenants", "tenants/acme", "recovery", "upgrades", "incidents", "rules", "bans", "tls", "log", "configuration"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_ForASuperAdmin_AreAllThere()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        foreach (string page in Pages)
        {
            using HttpResponseMessage answer = await console.GetAsync(page);
            string text = await answer.Content.ReadAsStringAsync(Token);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.StatusCode));
            Assert.Contains("<h1>", text, StringComparison.Ordinal);
            Assert.DoesNotContain("This cannot be shown", text, StringComparison.Ordinal);
            Assert.DoesNotContain(gateway.AdminToken, text, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        Assert.Equal(11, gateway.Services.GetServices<IConsolePage>().Count());
        using HttpClient plain = gateway.CreateOpsClient(withToken: false);
        Assert.Equal("/console/", (await console.GetAsync("/")).Headers.Location?.ToString());
    }

    [Fact]
    public async Task Pages_ForNobody_AskToSignInAndTellNothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = ConsoleClient.Nobody(gateway);
        foreach (string page in (string[])[.. Pages, "do/weight?cell=na-1&step=drain", "nothing", "tenants/none"])
        {
            using HttpResponseMessage answer = await console.GetAsync(page);
            string text = await answer.Content.ReadAsStringAsync(Token);
            Assert.Equal((page, HttpStatusCode.Unauthorized), (page, answer.StatusCode));
            foreach (string secret in (string[])["na-1-a1", "acme.localhost", "globex", "Disaster recovery"])
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        }

        Assert.Equal(LiveStreams.SignedOut, await console.PageAsync("live/cells"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await console.PostAsync("do/failover", ("domains", "acme.localhost"), ("agree", "yes"))).StatusCode);
    }

    [Theory]
    [InlineData("read-only-admin", "Fleet,Cells,Tenants,Disaster recovery,Upgrades,Incidents,Rules,Bans,TLS,System Log,Configuration")]
    [InlineData("rate-limit-admin", "Tenants,TLS,System Log")]
    [InlineData("security-admin", "Tenants,Incidents,Rules,Bans,TLS,System Log")]
    [InlineData("dr-admin", "Fleet,Cells,Tenants,Disaster recovery,TLS,System Log")]
    public async Task Navigation_OfARole_HasWhatItMaySee(string role, string expected)
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("someone", role));
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, token);
        using HttpResponseMessage start = await console.GetAsync("");
        string text = await console.PageAsync(start.StatusCode == HttpStatusCode.SeeOther ? start.Headers.Location!.ToString() : "");
        string nav = text[text.IndexOf("<nav class=\"nav\"", StringComparison.Ordinal)..text.IndexOf("</nav>", StringComparison.Ordinal)];
        Assert.Equal(expected, string.Join(',', nav.Split("</a>")[..^1].Select(static link => link[(link.LastIndexOf('>') + 1)..])));
    }

    [Fact]
    public async Task ReadOnlyAdmin_SeesNoButtons_AndIsRefusedByTheApi()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("bob", "read-only-admin"));
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, token);
        foreach (string page in Pages)
        {
            Assert.DoesNotContain("/console/do/", await console.PageAsync(page), StringComparison.Ordinal);
        }

        using HttpResponseMessage asked = await console.GetAsync("do/weight?cell=na-1&step=drain");
        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        using HttpResponseMessage posted = await console.PostAsync("do/weight", ("form-token", await console.FormTokenAsync()), ("cell", "na-1"), ("step", "drain"), ("weightPercent", "0"));
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        Assert.Contains("You may not do this", await console.PageAsync(posted.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Contains(await gateway.EventsAsync("admin.access.denied"), static entry => (string?)entry["actor"]!["id"] == "bob" && (string?)entry["target"]![0]!["id"] == "POST /api/v1/cells/na-1/drain");
        Assert.Equal(100, (int)JsonNode.Parse(await gateway.CreateOpsClient().GetStringAsync("/api/v1/cells/na-1", Token))!["weightPercent"]!);
    }

    [Fact]
    public async Task LimitedToken_SeesItsTenantAndCellAlone()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config =>
        {
            config.Admin["roles"] = new JsonArray(TestConfig.Parse("""{ "id": "all", "permissions": ["edge.tenants.read", "edge.rateLimits.read", "edge.cells.read", "edge.cells.manage", "okta.dr.manage", "okta.dr.read"], "resources": ["*"] }"""));
            config.Tenants["tenants"]![0]!["drCell"] = "eu-1";
            config.WithTenant("initech", "eu-1", """{ "drCell": "na-1" }""");
            token = config.AddToken("part", "all", """{ "resources": ["tenant:acme", "tenant:initech", "cell:eu-1"] }""");
        });
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, token);
        string tenants = await console.PageAsync("tenants");
        Assert.Contains("/console/tenants/acme", tenants, StringComparison.Ordinal);
        Assert.DoesNotContain("globex", tenants, StringComparison.Ordinal);
        string cells = await console.PageAsync("cells");
        Assert.Contains("eu-1-a1", cells, StringComparison.Ordinal);
        Assert.DoesNotContain("na-1", cells, StringComparison.Ordinal);
        Assert.Contains("not yours to see", await console.PageAsync("do/failover?domains=initech.localhost&tenant=initech"), StringComparison.Ordinal);
        Assert.Contains("eu-1 bears", await console.PageAsync("do/failover?domains=acme.localhost&tenant=acme"), StringComparison.Ordinal);
        Assert.Contains("Limits", await console.PageAsync("tenants/acme"), StringComparison.Ordinal);
        Assert.Empty(await gateway.EventsAsync("admin.access.denied")); // Pages do not ask for what is not theirs to show.
        using HttpResponseMessage other = await console.GetAsync("tenants/globex");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains("act-drain", await console.PageAsync("cells/eu-1"), StringComparison.Ordinal);
        Assert.DoesNotContain("act-fleet", await console.PageAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagesOfTheWholeNode_AreNotOfferedToWhoReachesAPart()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("part", "read-only-admin", """{ "resources": ["tenant:acme"] }"""));
        using ConsoleClient all = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        using ConsoleClient part = await ConsoleClient.SignInAsync(gateway, token);
        foreach (string page in (string[])["/console/configuration", "/console/incidents"])
        {
            Assert.Contains(page, await all.PageAsync("tenants/acme"), StringComparison.Ordinal);
            Assert.DoesNotContain(page, await part.PageAsync("tenants/acme"), StringComparison.Ordinal);
        }

        Assert.Contains("/console/cells/na-1", await all.PageAsync("tenants/acme"), StringComparison.Ordinal);
        Assert.DoesNotContain("/console/cells/na-1", await part.PageAsync("tenants/acme"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live/bans/one", HttpStatusCode.NotFound)]
    [InlineData("live/log?filter=a", HttpStatusCode.NotFound)]
    [InlineData("live/tenants", HttpStatusCode.NotFound)]
    [InlineData("live/cells/none", HttpStatusCode.NotFound)]
    [InlineData("live/unknown", HttpStatusCode.NotFound)]
    [InlineData("do/weight?cell=%00&step=drain", HttpStatusCode.BadRequest)]
    public async Task Requests_ThatNoPageMakes_AreRefused(string path, HttpStatusCode expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        using HttpResponseMessage answer = await console.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task FormWithNul_IsRefused()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        using HttpResponseMessage answer = await console.PostAsync("do/weight", ("form-token", await console.FormTokenAsync()), ("cell", "\0"), ("step", "drain"), ("weightPercent", "0"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task ForeignForm_ChangesNothing()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        foreach (string formToken in (string[])["", "guess"])
        {
            using HttpResponseMessage answer = await console.PostAsync("do/mode", ("form-token", formToken), ("of", "fleet"), ("mode", "read-only"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using HttpResponseMessage large = await console.PostAsync("do/mode", ("form-token", await console.FormTokenAsync()), ("of", "fleet"), ("mode", "read-only"), ("reason", new string('x', ConsoleActions.MaxFormBytes)));
        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        Assert.Empty(await gateway.EventsAsync("system.fleet.read_only"));
    }

    [Fact]
    public async Task HostileTexts_AreEscapedEverywhere()
    {
        const string Hostile = "<img src=x onerror=alert(1)>";
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.WithTenant("evil", "na-1", $$"""{ "plan": "{{Hostile}}" }"""));
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string read = await console.DoAsync("do/mode?of=cells&id=na-1&mode=read-only", ("reason", Hostile));
        Assert.Contains("read-only", read, StringComparison.Ordinal);
        await console.DoAsync("do/ban-add", ("address", "203.0.113.9"), ("duration", "1h"), ("reason", Hostile));
        string search = $"?q={Uri.EscapeDataString(Hostile)}";
        int found = 0;
        foreach (string page in (string[])["tenants/evil", "log", "log?filter=" + Uri.EscapeDataString(Hostile), "log?type=" + Uri.EscapeDataString(Hostile), "bans", "bans" + search, "tenants" + search])
        {
            using HttpResponseMessage answer = await console.GetAsync(page);
            string text = await answer.Content.ReadAsStringAsync(Token);
            Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
            found += text.Contains("&lt;img src=x", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(7, found);
    }

    [Fact]
    public async Task Tenants_OfAHundredThousand_AreFoundPageByPage()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config =>
        {
            JsonArray tenants = config.Tenants["tenants"]!.AsArray();
            for (int i = 0; i < 100_000; i++)
            {
                tenants.Add((JsonNode)new JsonObject { ["id"] = $"org-{i:00000}", ["hosts"] = new JsonArray($"h{i:00000}.example.com"), ["cell"] = "na-1" });
            }
        });
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string first = await console.PageAsync("tenants?q=org-0012");
        Assert.Equal(10, Count(first));
        Assert.Contains("those of 100,002 that begin so", first, StringComparison.Ordinal);
        string all = await console.PageAsync("tenants");
        Assert.Equal(TenantsPage.Rows, Count(all));
        Assert.True(all.Length < 100_000, $"A page has {all.Length} chars.");
        Assert.Equal(1, Count(await console.PageAsync("tenants?q=H09999.exam")));
        string second = await console.PageAsync("tenants?q=org-&after=org-00049");
        Assert.Contains("org-00050", second, StringComparison.Ordinal);
        Assert.DoesNotContain("/console/tenants/org-00049", second, StringComparison.Ordinal);

        static int Count(string page) => page.Split("href=\"/console/tenants/").Length - 1;
    }
}
