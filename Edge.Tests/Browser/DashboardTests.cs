using System.Net;
using Edge.Gateway.Portal.Design;
using Edge.Tests.Functional;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Edge.Tests.Browser;

public sealed class DashboardTests(TestKit.Browser browser)
{
    private const string Row = "tr[data-bucket=authn]";

    [Fact]
    public async Task Tenant_WhoSendsTraffic_SeesTheBucketRiseBurstAndDeny()
    {
        Dictionary<string, string> tokens = new() { ["org-admin@acme"] = "" };
        await using TestGateway gateway = await DashboardBed.StartAsync(tokens);
        await using BrowserSession session = await browser.OpenAsync();
        IPage page = await DashboardBed.SignInAsync(session, gateway, tokens["org-admin@acme"]);
        await Assertions.Expect(page.Locator(Row)).ToContainTextAsync("Idle");

        // From here on the page is not loaded again: what it shows came by its stream.
        await page.EvaluateAsync("() => { window.loadedOnce = true; }");
        using HttpResponseMessage first = await DashboardBed.SignInSomebodyAsync(gateway.Client);
        Assert.Equal("9", first.Headers.GetValues("X-Rate-Limit-Remaining").Single());
        await Assertions.Expect(page.Locator($"{Row} .small.used")).ToHaveTextAsync("1 used, 10 %");
        await SendUntilAsync(gateway, DashboardBed.Limit);
        await Assertions.Expect(page.Locator($"{Row} .state")).ToHaveTextAsync("Warning");
        await SendUntilAsync(gateway, DashboardBed.Limit + 1);
        await Assertions.Expect(page.Locator($"{Row} .state")).ToHaveTextAsync("Bursting");
        while ((await DashboardBed.SignInSomebodyAsync(gateway.Client)).StatusCode != HttpStatusCode.TooManyRequests)
        {
        }

        await Assertions.Expect(page.Locator($"{Row} .state")).ToHaveTextAsync("Denying");
        await page.Locator($"{Row} a").ClickAsync();
        await Assertions.Expect(page.Locator("#figures .denied")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("#users")).ToContainTextAsync("dade.murphy@example.com");
        await Assertions.Expect(page.Locator("#addresses")).ToContainTextAsync("127.0.0.1");
        await Assertions.Expect(page.Locator("#usage-chart-table")).ToHaveCountAsync(1);
        Assert.Empty(await session.AccessibilityFaultsAsync());
        Assert.Equal([], session.Complaints);
        Assert.DoesNotContain(session.Urls, static url => url.Contains("edge_", StringComparison.Ordinal));

        // Sends until so much is used; a burst may wait for spare capacity.
        async Task SendUntilAsync(TestGateway target, int used)
        {
            for (int sent = await UsedAsync(); sent < used; sent = await UsedAsync())
            {
                using HttpResponseMessage response = await DashboardBed.SignInSomebodyAsync(target.Client);
            }

            async Task<int> UsedAsync()
            {
                using HttpClient ops = target.CreateOpsClient();
                string json = await ops.GetStringAsync(new Uri("/api/v1/rate-limits/acme/authn", UriKind.Relative), TestContext.Current.CancellationToken);
                return (int)System.Text.Json.Nodes.JsonNode.Parse(json)!["limit"]!["used"]!;
            }
        }
    }

    [Fact]
    public async Task AnotherTenant_WithAGoodToken_IsTreatedAsNobody()
    {
        Dictionary<string, string> tokens = new() { ["org-admin@acme"] = "", ["org-admin@globex"] = "" };
        await using TestGateway gateway = await DashboardBed.StartAsync(tokens);
        using HttpResponseMessage used = await DashboardBed.SignInSomebodyAsync(gateway.CreateClient("globex.localhost"), "secret.user@globex.example");
        string address = DashboardBed.UrlOf(gateway);
        string[] answers = new string[2];
        foreach ((int index, string token) in ((int, string)[])[(0, tokens["org-admin@globex"]), (1, "edge_" + new string('x', 43))])
        {
            await using BrowserSession stranger = await browser.OpenAsync();
            await stranger.Page.GotoAsync(address);
            await stranger.SignInAsync(token);
            await Assertions.Expect(stranger.Page.Locator(".notice")).ToContainTextAsync("does not open");
            answers[index] = await stranger.Page.Locator("main").InnerTextAsync();
            Assert.Empty(await stranger.Page.Context.CookiesAsync());
        }

        Assert.Equal(answers[1], answers[0]);
        await using BrowserSession session = await browser.OpenAsync();
        await DashboardBed.SignInAsync(session, gateway, tokens["org-admin@acme"]);
        await Assertions.Expect(session.Page.Locator(Row)).ToContainTextAsync("Idle");
        foreach (string path in (string[])["", "bucket?id=authn", "limits.json", "limits.csv", "bucket/usage.json?id=authn"])
        {
            string text = await session.Page.EvaluateAsync<string>("path => fetch(path).then(answer => answer.status === 200 ? answer.text() : `${answer.status}`)", address + path);
            Assert.Contains("authn", text, StringComparison.Ordinal);
            Assert.DoesNotContain("globex", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task HiddenPage_WhoseTokenIsRemoved_AsksToSignInAndLocksNobodyOut()
    {
        Dictionary<string, string> tokens = new() { ["org-admin@acme"] = "" };
        await using TestGateway gateway = await DashboardBed.StartAsync(tokens);
        await using BrowserSession session = await browser.OpenAsync();
        IPage page = await DashboardBed.SignInAsync(session, gateway, tokens["org-admin@acme"]);
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-connected", "yes");
        LiveStreams streams = gateway.Services.GetRequiredService<LiveStreams>();
        await LookAsync(isHidden: true);
        await TestGateway.WaitUntilAsync(() => streams.Count == 0);
        await gateway.ReloadAsync(static config => config.Admin["tokens"]!.AsArray().RemoveAt(1));
        await LookAsync(isHidden: false);
        await Assertions.Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        Assert.Empty(await page.Context.CookiesAsync());
        Assert.Single(await gateway.EventsAsync("admin.access.denied")); // It came with the old token once.

        Task LookAsync(bool isHidden) => page.EvaluateAsync(
            "isHidden => { Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", isHidden);
    }

    [Fact]
    public async Task Dashboard_WithoutScripts_ShowsAndChanges()
    {
        Dictionary<string, string> tokens = new() { ["rate-limit-admin@acme"] = "" };
        await using TestGateway gateway = await DashboardBed.StartAsync(tokens);
        await using BrowserSession session = await browser.OpenAsync(width: 390, hasScripts: false);
        IPage page = await DashboardBed.SignInAsync(session, gateway, tokens["rate-limit-admin@acme"], "bucket?id=authn&range=day");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "authn" })).ToBeVisibleAsync(); // Where it was going.
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "24 hours" })).ToHaveAttributeAsync("aria-current", "true");
        await page.GetByLabel("Percent of the limit").FillAsync("75");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set threshold" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("75 % of the limit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await page.GotoAsync(DashboardBed.UrlOf(gateway));
        await Assertions.Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task Pages_AtAWidth_KeepNobodyOut(int width)
    {
        Dictionary<string, string> tokens = new() { ["rate-limit-admin@acme"] = "" };
        await using TestGateway gateway = await DashboardBed.StartAsync(tokens);
        await using BrowserSession session = await browser.OpenAsync(width);
        IPage page = session.Page;
        string address = DashboardBed.UrlOf(gateway);
        await page.GotoAsync(address);
        Assert.Empty(await session.AccessibilityFaultsAsync());

        // By keyboard alone: the field has the focus, Enter signs in, the first Tab leads past the header.
        await page.Keyboard.TypeAsync(tokens["rate-limit-admin@acme"]);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(Row)).ToBeVisibleAsync();
        Assert.Empty(await session.AccessibilityFaultsAsync());
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByText("Skip to content")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GotoAsync(address + "bucket?id=authn");
        await Assertions.Expect(page.Locator("#usage-chart-title")).ToBeVisibleAsync();
        Assert.Empty(await session.AccessibilityFaultsAsync());
        await page.GotoAsync(address + "?search=nothing-like-it");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No bucket has");
        Assert.Empty(await session.AccessibilityFaultsAsync());
        Assert.Equal([], session.Complaints);
    }
}
