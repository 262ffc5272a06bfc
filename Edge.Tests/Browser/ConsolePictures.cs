using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Tests.Functional;
using Edge.Tests.TestKit;
using Microsoft.Playwright;

namespace Edge.Tests.Browser;

/// <summary>Draws the console's pictures in <c>docs/images/</c>: <c>Edge.Tests -explicit only -class Edge.Tests.Browser.ConsolePictures</c>. No test: people look at them.</summary>
public sealed class ConsolePictures(TestKit.Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Console_Pictures()
    {
        await using TestGateway gateway = await WafGateway.StartAsync(change: Configure);
        await FillAsync(gateway);
        foreach ((int width, bool isDark) in ((int, bool)[])[(1440, false), (390, true)])
        {
            await using BrowserSession session = await browser.OpenAsync(width, isDark);
            IPage page = session.Page;
            string suffix = $"{width}-{(isDark ? "dark" : "light")}";
            await page.GotoAsync($"{gateway.Ops}console/");
            await session.SignInAsync(gateway.AdminToken);
            string upgrade = (string)JsonNode.Parse(await gateway.CreateOpsClient().GetStringAsync("/api/v1/upgrades", Token))!["upgrades"]![0]!["id"]!;
            string incident = (string)JsonNode.Parse(await gateway.CreateOpsClient().GetStringAsync("/api/v1/incidents", Token))!["incidents"]![0]!["id"]!;
            foreach ((string name, string path) in ((string, string)[])[
                ("fleet", ""), ("cells", "cells"), ("cell", "cells/na-1"), ("tenants", "tenants"), ("tenant", "tenants/acme"), ("failover", "do/failover?domains=initech.localhost&tenant=initech"),
                ("recovery", "recovery"), ("upgrades", "upgrades"), ("upgrade", $"upgrades/{upgrade}"), ("incidents", "incidents"), ("incident", $"incidents/{incident}"), ("resolve", $"do/incident-resolve?id={incident}"), ("rules", "rules"), ("bans", "bans"), ("tls", "tls"),
                ("log", "log?type=s"), ("configuration", "configuration")])
            {
                await page.GotoAsync($"{gateway.Ops}console/{path}");
                await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
                if (await page.Locator("body[data-live]").CountAsync() > 0)
                {
                    await Assertions.Expect(page.Locator("[data-connected=yes]")).ToHaveCountAsync(1);
                }

                if (name == "rules")
                {
                    await page.Locator("details").First.EvaluateAsync("details => details.open = true");
                }

                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.PathOf($"docs/images/console-{name}-{suffix}.png"), FullPage = name is not ("log" or "rules" or "tenants") });
            }
        }
    }

    private static void Configure(TestConfig config)
    {
        config.Edge["node"] = TestConfig.Parse("""{ "id": "edge-1" }""");
        foreach ((int index, string region) in ((int, string)[])[(0, "us-east"), (1, "eu-central")])
        {
            JsonNode cell = config.Cells["cells"]![index]!;
            cell["region"] = region;
            foreach (JsonNode? destination in cell["destinations"]!.AsArray())
            {
                destination!["zone"] = (string)destination["pool"]! == "a" ? "1a" : "1b";
            }
        }

        JsonArray tenants = config.Tenants["tenants"]!.AsArray();
        tenants[0]!["drCell"] = "eu-1";
        tenants[0]!["plan"] = "enterprise";
        config.WithTenant("initech", "na-1", """{ "drCell": "eu-1", "plan": "team", "waf": { "mode": "detect" } }""");
        foreach (string name in (string[])["cyberdyne", "duff", "hooli", "massive-dynamic", "pied-piper", "soylent", "stark", "tyrell", "umbrella", "vandelay", "wayne", "wonka"])
        {
            config.WithTenant(name, "na-1", """{ "plan": "team" }""");
        }

        config.Limits["buckets"]!.AsArray().Add((JsonNode)TestConfig.Parse("""{ "id": "authn", "limit": 60, "window": "1h", "burst": { "multiplier": 2 }, "match": [ { "path": "/api/v1/authn" } ] }"""));
        config.Files["upgrades/default.yaml"] = ConsoleTests.Plan;
    }

    // What a busy hour leaves behind.
    private static async Task FillAsync(TestGateway gateway)
    {
        HttpClient globex = gateway.CreateClient("globex.localhost");
        for (int i = 0; i < 24; i++)
        {
            await gateway.Client.GetAsync($"/api/v1/users?id={i}%27%20UNION%20SELECT%20password%20FROM%20users--&token=s3cr3t", Token);
            await gateway.Client.PostAsync("/api/v1/authn", null, Token);
            await gateway.Client.PostAsync("/api/v1/authn", null, Token);
            await globex.GetAsync("/search?q=<script>alert(1)</script>", Token);
            await globex.GetAsync("/..%2f..%2fetc/passwd", Token);
        }

        HttpClient ops = gateway.CreateOpsClient();
        await PostAsync("upgrades", new { cell = "na-1", reason = "release 7" });
        await PostAsync("cells/eu-1/destinations/eu-1-b1/drain", new { weightPercent = 25, reason = "new hardware", force = true });
        await PostAsync("dr/failover", new { domains = (string[])["acme.localhost"], force = true, reason = "drill" });
        await PostAsync("tenants/acme/waf/exclusions", new { rule = "tag:attack-sqli", target = "ARGS:comment", path = "/posts", reason = "editor" });
        await PostAsync("incidents", new { title = "Sign-in fails for some customers in Europe", impact = "major", message = "Some sign-ins end with an error. We are looking into it.", components = (string[])["region-eu-central"] });
        foreach ((int index, string reason) in ((int, string)[])[(7, "scanner"), (9, "credential stuffing"), (66, "scraper")])
        {
            await PostAsync("bans", new { address = $"203.0.113.{index}", duration = "6h", reason, tenant = index == 9 ? "acme" : null });
        }

        async Task PostAsync(string path, object body)
        {
            using HttpResponseMessage answer = await ops.PostAsJsonAsync($"/api/v1/{path}", body, Token);
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        }
    }
}
