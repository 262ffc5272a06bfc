using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Edge.Tests.Browser;

/// <summary>Draws the pictures in <c>docs/images/</c>: <c>Edge.Tests -explicit only -class Edge.Tests.Browser.Screenshots</c>. No test: people look at them.</summary>
public sealed class Screenshots(TestKit.Browser browser)
{
    private static readonly (string Id, int Limit, double Load, bool Bursts)[] Buckets =
    [
        ("authn", 600, 0.55, true), ("authorize", 2000, 0.31, true), ("oauth2", 2000, 0.62, true), ("users", 600, 0.12, false), ("groups", 500, 0.04, false), ("apps", 100, 0.2, false), ("logs", 120, 0.72, false), ("events", 600, 0, false),
    ];

    [Fact(Explicit = true)]
    public async Task Dashboard_Pictures()
    {
        Dictionary<string, string> tokens = new() { ["rate-limit-admin@acme"] = "" };
        var time = new ShiftedTime();
        await using TestGateway gateway = await TestGateway.StartAsync(config => Configure(config, tokens), builder => builder.Services.AddSingleton<TimeProvider>(time));
        await FillAsync(gateway, time);
        foreach (int width in (int[])[390, 1440])
        {
            foreach (bool isDark in (bool[])[false, true])
            {
                await using BrowserSession session = await browser.OpenAsync(width, isDark);
                IPage page = session.Page;
                string suffix = $"{width}-{(isDark ? "dark" : "light")}";
                await page.GotoAsync(DashboardBed.UrlOf(gateway));
                await ShootAsync(page, $"dashboard-sign-in-{suffix}");
                await session.SignInAsync(tokens["rate-limit-admin@acme"]);
                await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
                await ShootAsync(page, $"dashboard-limits-{suffix}");
                await page.Locator("#to-authn").ClickAsync();
                await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
                await ShootAsync(page, $"dashboard-bucket-hour-{suffix}");
                await page.GetByRole(AriaRole.Link, new() { Name = "7 days" }).ClickAsync();
                await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
                await ShootAsync(page, $"dashboard-bucket-week-{suffix}");
            }
        }
    }

    private static void Configure(TestConfig config, Dictionary<string, string> tokens)
    {
        foreach ((string id, int limit, _, bool bursts) in Buckets)
        {
            config.Limits["buckets"]!.AsArray().Add((System.Text.Json.Nodes.JsonNode)TestConfig.Parse($$"""
                { "id": "{{id}}", "limit": {{limit}}, "window": "1m", "burst": { "multiplier": {{(bursts ? 3 : 1)}} }, "match": [ { "path": "/api/v1/{{id}}" } ],
                  "scopes": [ { "id": "username", "key": ["json:username"], "limit": 100000, "window": "1m" } ] }
                """));
        }

        DashboardBed.AddTokens(config, tokens);
    }

    // Nine days of a working week, told to the histories as the gateway would have; then a minute of real requests.
    private static async Task FillAsync(TestGateway gateway, ShiftedTime time)
    {
        CounterDirectory counters = gateway.Services.GetRequiredService<CounterDirectory>();
        LimitClock clock = gateway.Services.GetRequiredService<LimitClock>();
        var random = new Random(7);
        long start = clock.StartMinute;
        foreach ((string id, int limit, double load, bool bursts) in Buckets.Where(static bucket => bucket.Load > 0))
        {
            TenantCounter counter = counters.GetCounter("acme", id, "na-1");
            for (long minute = start; minute < start + (9 * 24 * 60); minute++)
            {
                double hour = minute / 60.0 % 24;
                double day = DateTimeOffset.UnixEpoch.AddMinutes(minute).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.35 : 1;
                double wave = 0.35 + (0.65 * Math.Max(0, Math.Sin((hour - 6) / 13 * Math.PI)));
                double peak = random.Next(400) == 0 ? 3.2 : 1;
                long wanted = (long)(limit * load * wave * day * peak * (0.85 + (0.3 * random.NextDouble())));
                long within = Math.Min(wanted, limit);
                long burst = bursts ? Math.Min(wanted - within, limit / 2) : 0;
                counter.Totals.Allowed += within + burst;
                counter.Totals.Bursted += burst;
                counter.Totals.Denied += wanted - within - burst;
                counter.Totals.Warnings += wanted * 10 >= limit * 6 ? 1 : 0;
                counter.Totals.Bursts += burst > 0 ? 1 : 0;
                counter.Totals.Violations += wanted > within + burst ? 1 : 0;
                counter.Totals.ImpactSeconds += wanted > within + burst ? 11 : 0;
                counter.History.Note(counter.Totals.ToCounts(), minute);
            }
        }

        time.Advance(TimeSpan.FromDays(9));
        string[] people = ["dade.murphy@acme.example", "kate.libby@acme.example", "emmanuel@acme.example", "ramon@acme.example"];
        foreach ((string id, int limit, double load, _) in Buckets)
        {
            int count = id == "authn" ? 700 : id == "apps" ? 104 : id == "oauth2" ? 1300 : (int)(limit * load);
            for (int i = 0; i < count; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{id}") { Content = DashboardBed.BodyOf(people[random.Next(100) switch { < 60 => 0, < 80 => 1, < 95 => 2, _ => 3 }]) };
                request.Headers.TryAddWithoutValidation("Authorization", $"SSWS {(i % 3 == 0 ? "00aQx7LkPz2vT9hYwB3nRc5dEfGjKm4Ns1" : "00bWm5NtRz8cV4kXyD6pUe2gHjLqSo7Fa3")}");
                using HttpResponseMessage response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            }
        }
    }

    private static Task<byte[]> ShootAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.PathOf($"docs/images/{name}.png"), FullPage = true });
}
