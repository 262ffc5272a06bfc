using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Edge.Tests.TestKit.Browser))]

namespace Edge.Tests.TestKit;

/// <summary>Debian's Chromium, driven by Playwright: one for the whole run, started by the first test that opens a page.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly float PatienceMs = (float)TestGateway.Patience.TotalMilliseconds;

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A fresh profile: cookies, storage and certificates of its own.</summary>
    /// <param name="width">Of the window; 390 is a phone, 1440 a desk.</param>
    /// <param name="isDark">Whether the system prefers dark.</param>
    /// <param name="hasScripts">Whether JavaScript is on.</param>
    internal async Task<BrowserSession> OpenAsync(int width = 1440, bool isDark = false, bool hasScripts = true)
    {
        (_, IBrowser browser) = await _started.Value;
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true, // The gateway's certificate is self-signed.
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMs);
        return new BrowserSession(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            (IPlaywright playwright, IBrowser browser) = await _started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = PatienceMs }));
    }
}
