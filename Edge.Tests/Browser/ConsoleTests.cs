using System.Net.Http.Json;
using Edge.Tests.Functional;
using Edge.Tests.TestKit;
using Microsoft.Playwright;

namespace Edge.Tests.Browser;

/// <summary>Operators who use the console in a browser.</summary>
public sealed class ConsoleTests(TestKit.Browser browser)
{
    /// <summary>People do the work of each step.</summary>
    internal const string Plan = """
        steps:
          read-only: { settle: 0s }
          drain: { settle: 0s }
          upgrade-database: { hook: { approval: Upgrade the database of pool a. Approve when it is done. } }
          upgrade-servers: { hook: { approval: Upgrade the servers of pool a. } }
          replication: { hook: { approval: Let pool b follow. } }
          trailing-half: { hook: { approval: Upgrade the servers of pool b. } }
        """;

    [Fact]
    public async Task Operator_FailsATenantOverAndBack_AndBothShowInTheSystemLog()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        await using BrowserSession session = await OpenAsync(gateway, "tenants/acme", gateway.AdminToken);
        IPage page = session.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Fail over" }).ClickAsync();
        ILocator doIt = page.GetByRole(AriaRole.Button, new() { Name = "Fail over" });
        await doIt.ClickAsync();
        await Assertions.Expect(doIt).ToBeVisibleAsync(); // The browser itself asks for the box.
        await page.GetByLabel("I understand that users will be in read-only mode").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("drill");
        await doIt.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Failover was successful");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("eu-1, read-only");

        await page.GetByRole(AriaRole.Link, new() { Name = "Fail back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fail back" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Failback was successful");

        await page.GetByRole(AriaRole.Link, new() { Name = "System Log" }).ClickAsync();
        await page.GetByLabel("Type begins with").FillAsync("system.dr.fail");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("#events tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#events")).ToContainTextAsync("system.dr.failback");
        await Assertions.Expect(page.Locator("#events")).ToContainTextAsync("drill");
        await AssertCleanAsync(session);
    }

    [Fact]
    public async Task Operator_DrainsADestination_AndTheMapFollowsByItself()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await using BrowserSession watcher = await OpenAsync(gateway, "cells", gateway.AdminToken);
        await Assertions.Expect(watcher.Page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
        await watcher.Page.EvaluateAsync("() => { window.loadedOnce = true; }");

        await using BrowserSession session = await OpenAsync(gateway, "cells/na-1", gateway.AdminToken);
        await session.Page.Locator("#act-drain-na-1-a1").ClickAsync();
        await Assertions.Expect(session.Page.Locator("main")).ToContainTextAsync("50 % of the cell");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Assertions.Expect(session.Page.Locator("#act-undrain-na-1-a1")).ToBeVisibleAsync();

        await Assertions.Expect(watcher.Page.Locator("article[aria-label='Cell na-1']")).ToContainTextAsync("draining");
        Assert.True(await watcher.Page.EvaluateAsync<bool>("() => window.loadedOnce"));
        await session.Page.Locator("#act-undrain-na-1-a1").ClickAsync();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Put back" }).ClickAsync();
        await Assertions.Expect(watcher.Page.Locator("article[aria-label='Cell na-1']")).Not.ToContainTextAsync("draining");
        await AssertCleanAsync(session);
        await AssertCleanAsync(watcher);
    }

    [Fact]
    public async Task LivePage_ThatIsDrawnAnew_KeepsTheFocusAndReadsOutWhatIsNew()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        HttpClient ops = gateway.CreateOpsClient();
        await PostAsync(ops, "dr/failover", new { domains = (string[])["acme.localhost"] });
        await using BrowserSession session = await OpenAsync(gateway, "", gateway.AdminToken);
        IPage page = session.Page;
        await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
        ILocator link = page.GetByRole(AriaRole.Link, new() { Name = "fails them back" }); // It has no id of its own.
        await link.FocusAsync();
        await page.EvaluateAsync("() => { window.focusedBefore = document.activeElement; }");
        await PostAsync(ops, "cells/na-1/read-only", new { force = true });
        await Assertions.Expect(page.Locator("#announcer")).ToContainTextAsync("A cell is read-only");
        await Assertions.Expect(link).ToBeFocusedAsync();
        Assert.False(await page.EvaluateAsync<bool>("() => window.focusedBefore === document.activeElement"));
        await Assertions.Expect(page.Locator("main [role=alert]")).ToHaveCountAsync(0); // Or each drawing would be read out.
    }

    [Fact]
    public async Task LivePage_WhoseLinkIsBeingPressed_WaitsForTheClick()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        using HttpClient ops = gateway.CreateOpsClient();
        await PostAsync(ops, "dr/failover", new { domains = (string[])["acme.localhost"] });
        await using BrowserSession session = await OpenAsync(gateway, "", gateway.AdminToken);
        IPage page = session.Page;
        await page.AddInitScriptAsync("""
            const add = EventSource.prototype.addEventListener;
            EventSource.prototype.addEventListener = function (type, listener) { return add.call(this, type, event => { listener(event); window.brought = event.data; }); };
            """);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "fails them back" }).HoverAsync();
        await page.Mouse.DownAsync();
        await PostAsync(ops, "cells/na-1/read-only", new { force = true });
        await page.WaitForFunctionAsync("() => window.brought?.includes('A cell is read-only')");
        Assert.DoesNotContain("A cell is read-only", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Disaster recovery" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Operator_ApprovesAStepOfAnUpgrade()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Files["upgrades/default.yaml"] = Plan);
        await using BrowserSession session = await OpenAsync(gateway, "cells/na-1", gateway.AdminToken);
        IPage page = session.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Upgrade it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Assertions.Expect(page.Locator("#upgrades")).ToContainTextAsync("Upgrade the database of pool a");
        await page.Locator("#upgrades a").ClickAsync();
        await Assertions.Expect(page.Locator(".steps li")).ToHaveCountAsync(8);
        await page.Locator("#act-approve").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Approved: upgrade-database");
        await Assertions.Expect(page.Locator(".steps li").Nth(2)).ToContainTextAsync("approved by test");
        await Assertions.Expect(page.Locator(".steps li").Nth(3)).ToContainTextAsync("waiting");
        await AssertCleanAsync(session);
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1440, true)]
    public async Task ReadOnlyRole_SeesEveryPageAndNoButton(int width, bool isDark)
    {
        string token = "";
        await using TestGateway gateway = await WafGateway.StartAsync(change: config => token = config.AddToken("bob", "read-only-admin"));
        await gateway.Client.GetAsync("/users?id=1'%20UNION%20SELECT%20password%20FROM%20users--", TestContext.Current.CancellationToken);
        await using BrowserSession session = await OpenAsync(gateway, "", token, width, isDark);
        string[] names = [.. await session.Page.Locator(".nav a").AllInnerTextsAsync()];
        Assert.Equal(11, names.Length);
        foreach (string name in names)
        {
            await session.Page.Locator(".nav").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(name);
            await Assertions.Expect(session.Page.Locator("a[href*='/console/do/']")).ToHaveCountAsync(0);
            Assert.Empty(await session.AccessibilityFaultsAsync());
        }

        await AssertCleanAsync(session);
    }

    [Fact]
    public async Task Console_WithoutScripts_DoesTheSame()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await using BrowserSession session = await browser.OpenAsync(width: 390, hasScripts: false);
        IPage page = session.Page;
        await page.GotoAsync($"{gateway.Ops}console/cells/na-1");
        await session.SignInAsync(gateway.AdminToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Make it read-only" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it read-only" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Mode of cell na-1: read-only");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fleet" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("A cell is read-only");
        Assert.DoesNotContain(session.Urls, static url => url.Contains("edge_", StringComparison.Ordinal));
    }

    private static async Task PostAsync(HttpClient ops, string path, object body)
    {
        using HttpResponseMessage answer = await ops.PostAsJsonAsync($"/api/v1/{path}", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, path);
    }

    private async Task<BrowserSession> OpenAsync(TestGateway gateway, string path, string token, int width = 1440, bool isDark = false)
    {
        BrowserSession session = await browser.OpenAsync(width, isDark);
        await session.Page.GotoAsync($"{gateway.Ops}console/{path}");
        await session.SignInAsync(token);
        await Assertions.Expect(session.Page.Locator(".nav")).ToBeVisibleAsync();
        return session;
    }

    // No violation of the content security policy, nothing that keeps somebody out, no token in a URL.
    private static async Task AssertCleanAsync(BrowserSession session)
    {
        Assert.Empty(await session.AccessibilityFaultsAsync());
        Assert.Empty(session.Complaints);
        Assert.DoesNotContain(session.Urls, static url => url.Contains("edge_", StringComparison.Ordinal));
    }
}
