using System.Text.RegularExpressions;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Bed = Edge.Tests.Functional.StatusPageTests;

namespace Edge.Tests.Browser;

[Collection(Alone.Name)] // Beside other tests a healthy cell may be slower than a journey's time-out, and the page says so.
public sealed partial class StatusPageTests(TestKit.Browser browser)
{
    [Fact]
    public async Task Cell_Killed_TurnsThePageRed()
    {
        await using TestGateway gateway = await Bed.StartAsync();
        await TestGateway.WaitUntilAsync(() => Bed.TextOf(gateway, "/")?.Contains("All systems work", StringComparison.Ordinal) == true);
        await using BrowserSession session = await browser.OpenAsync();
        IPage page = session.Page;
        string url = gateway.Services.GetRequiredService<Edge.Gateway.Portal.StatusPage.StatusServer>().Url!.ToString();
        await page.GotoAsync(url);
        await Assertions.Expect(page.Locator("h1, h2").Filter(new LocatorFilterOptions { HasTextRegex = Works() })).ToBeVisibleAsync();
        Assert.Empty(await session.AccessibilityFaultsAsync());

        foreach (Edge.Gateway.Demo.DemoDestination destination in gateway.Cells.InCell("na-1"))
        {
            await destination.KillAsync();
        }

        await TestGateway.WaitUntilAsync(async () =>
        {
            await page.GotoAsync(url);
            return (await page.Locator("main").InnerTextAsync()).Contains("Major outage", StringComparison.Ordinal);
        });
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Not working now");
        Assert.Equal([], session.Complaints);
    }

    [GeneratedRegex("All systems work")]
    private static partial Regex Works();
}
