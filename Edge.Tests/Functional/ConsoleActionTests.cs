using System.Net;
using System.Text.Json.Nodes;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>What operators do by the console: the consequence in words, one call of the admin API, its event, and the result on the next page.</summary>
public sealed class ConsoleActionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failover_NeedsTheBox_ThenMovesTheTenantAndBack()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string question = await console.PageAsync("do/failover?domains=acme.localhost&tenant=acme");
        Assert.Contains("I understand that users will be in read-only mode", question, StringComparison.Ordinal);
        Assert.Contains("eu-1 bears 10,000 of 10,000 requests/s now, has 2 of 2 destinations, and 1 tenant of its own.", question, StringComparison.Ordinal);
        using (HttpResponseMessage unticked = await console.PostAsync("do/failover", ("form-token", await console.FormTokenAsync()), ("domains", "acme.localhost"), ("tenant", "acme")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, unticked.StatusCode);
            Assert.Empty(await gateway.EventsAsync("system.dr.failover"));
        }

        string moved = await console.DoAsync("do/failover?domains=acme.localhost&tenant=acme", ("agree", "yes"), ("reason", "drill"));
        Assert.Contains("Failover was successful: acme.localhost.", moved, StringComparison.Ordinal);
        Assert.Contains("failed over", moved, StringComparison.Ordinal);
        Assert.DoesNotContain("Failover was successful: acme.localhost.", await console.PageAsync("tenants/acme"), StringComparison.Ordinal); // Said once.
        Assert.Contains("1 tenant is failed over", await console.PageAsync(""), StringComparison.Ordinal);
        Assert.Contains("act-failback-acme", await console.PageAsync("recovery"), StringComparison.Ordinal);
        Assert.Contains("Failback was successful", await console.DoAsync("do/failback?all=yes"), StringComparison.Ordinal);
        Assert.DoesNotContain("act-failback-acme", await console.PageAsync("recovery"), StringComparison.Ordinal);

        JsonNode failover = Assert.Single(await gateway.EventsAsync("system.dr.failover"));
        JsonNode granted = Assert.Single(await gateway.EventsAsync("admin.access.granted"), static entry => (string?)entry["target"]![0]!["id"] == "POST /api/v1/dr/failover");
        Assert.Equal("test", (string?)failover["actor"]!["id"]);
        Assert.Equal("127.0.0.1", (string?)granted["client"]!["ipAddress"]);
        Assert.Single(await gateway.EventsAsync("system.dr.failback"));
    }

    [Fact]
    public async Task Failover_OfManyDomains_TellsWhatBecameOfEach()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Tenants["tenants"]![0]!["drCell"] = "eu-1");
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string page = await console.DoAsync("do/failover", ("domains", "acme.localhost\r\nnobody.localhost, a.example b.example\r\nc.example"), ("agree", "yes"));
        Assert.Contains("Failover was successful: acme.localhost.", page, StringComparison.Ordinal);
        Assert.Contains("Unknown domain: nobody.localhost, a.example, b.example and 1 other domain.", page, StringComparison.Ordinal);
        Assert.Contains("nobody was moved", await console.DoAsync("do/failover", ("domains", " , "), ("agree", "yes")), StringComparison.Ordinal); // Nothing named is not everyone.
    }

    [Fact]
    public async Task Drain_OfADestination_NamesWhatRemains()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        const string Question = "do/weight?cell=na-1&kind=destinations&part=na-1-a1&step=drain";
        string question = await console.PageAsync(Question);
        Assert.Contains("1 other destination of 2 can take requests then: 50 % of the cell", question, StringComparison.Ordinal);
        string page = await console.DoAsync(Question, ("weightPercent", "0"), ("reason", "disk"));
        Assert.Contains("Destination na-1-a1 of cell na-1 is at 0 %", page, StringComparison.Ordinal);
        Assert.Contains("draining", page, StringComparison.Ordinal);
        Assert.Contains("disk", (string?)Assert.Single(await gateway.EventsAsync("system.cell.drain"))["outcome"]!["reason"], StringComparison.Ordinal);
        Assert.Contains("act-undrain-na-1-a1", await console.PageAsync("cells/na-1"), StringComparison.Ordinal);
        Assert.Contains("is at 25 %", await console.DoAsync("do/weight?cell=na-1&kind=pools&part=b&step=drain", ("weightPercent", "25"), ("force", "yes")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_StandOnTheFleetPage_UntilTakenBack()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("cells", "cell-admin", """{ "resources": ["cell:na-1"] }"""));
        using ConsoleClient all = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        using ConsoleClient limited = await ConsoleClient.SignInAsync(gateway, token);
        Assert.Contains("50 % of the capacity remains", await all.PageAsync("do/weight?cell=eu-1&step=drain"), StringComparison.Ordinal);
        await all.DoAsync("do/mode?of=cells&id=na-1&mode=read-only", ("reason", "schema change"));
        await all.DoAsync("do/mode?of=cells&id=eu-1&mode=read-only");
        string page = await all.PageAsync("");
        Assert.Contains("schema change", page, StringComparison.Ordinal);
        Assert.Contains("act-cell-eu-1-mode", page, StringComparison.Ordinal);
        string seen = await limited.PageAsync("");
        Assert.Contains("act-cell-na-1-mode", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("eu-1", seen, StringComparison.Ordinal);
        Assert.Contains("The decision is taken back", await limited.DoAsync("do/decision-remove?id=cell%3Ana-1%3Amode", ("reason", "done")), StringComparison.Ordinal);
        Assert.Equal("cells", (string?)Assert.Single(await gateway.EventsAsync("system.cell.read_write"))["actor"]!["id"]);
        using HttpResponseMessage other = await limited.GetAsync("do/decision-remove?id=cell%3Aeu-1%3Amode");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Incident_IsOpenedToldOfAndResolved_WithItsRootCauseAlone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        Assert.Contains("No incidents", await console.PageAsync("incidents"), StringComparison.Ordinal);
        Assert.Contains("public at once", await console.PageAsync("do/incident-open"), StringComparison.Ordinal);
        using (HttpResponseMessage misspelt = await console.PostAsync("do/incident-open", ("form-token", await console.FormTokenAsync()), ("title", "Slow sign-ins"), ("impact", "major"), ("message", "We <look> into it."), ("components", "region-nowhere")))
        {
            string again = await misspelt.Content.ReadAsStringAsync(Token);
            Assert.Equal(HttpStatusCode.BadRequest, misspelt.StatusCode);
            Assert.Contains("This was not done", again, StringComparison.Ordinal);
            Assert.Contains("We &lt;look&gt; into it.</textarea>", again, StringComparison.Ordinal); // Nothing is written twice.
            Assert.Matches("<option value=\"major\" selected", again);
        }

        string opened = await console.DoAsync("do/incident-open", ("title", "Slow sign-ins"), ("impact", "major"), ("message", "We look into it."));
        Assert.Contains("The incident is open", opened, StringComparison.Ordinal);
        string id = System.Text.RegularExpressions.Regex.Match(opened, "href=\"/console/incidents/([0-9a-f]+)\"").Groups[1].Value;
        Assert.Contains("A database is full.", await console.DoAsync($"do/incident-update?id={id}", ("status", "identified"), ("message", "A database is full.")), StringComparison.Ordinal);
        Assert.Contains("nothing was changed", await console.DoAsync($"do/incident-resolve?id={id}", ("message", "It is over."), ("rootCause", "n/a")), StringComparison.Ordinal);
        string resolved = await console.DoAsync($"do/incident-resolve?id={id}", ("message", "It is over."), ("rootCause", "A disk was full, and nobody was told; now somebody is."));
        Assert.Contains("A disk was full", resolved, StringComparison.Ordinal);
        Assert.DoesNotContain("act-resolve", resolved, StringComparison.Ordinal);
        Assert.Equal("test", (string?)Assert.Single(await gateway.EventsAsync("system.incident.resolve"))["actor"]!["id"]);
    }

    [Theory]
    [InlineData("do/weight?cell=none&step=drain", "There is no such thing any more")]
    [InlineData("do/weight?cell=na-1&kind=zones&part=nowhere&step=drain", "There is no such thing any more")]
    [InlineData("do/upgrade-start?cell=none", "There is no such thing any more")]
    public async Task Action_OnWhatIsNotThere_SaysSo(string question, string expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        string page = await console.PageAsync(question);
        string back = System.Text.RegularExpressions.Regex.Match(page, "class=\"button quiet\" href=\"([^\"]*)\"").Groups[1].Value;
        Assert.StartsWith("/console/", back, StringComparison.Ordinal);
        string[] query = question.Split('?')[1].Split('&');
        using HttpResponseMessage answer = await console.PostAsync(question.Split('?')[0], [("form-token", await console.FormTokenAsync()), ("weightPercent", "0"), .. query.Select(static part => (part.Split('=')[0], part.Split('=')[1]))]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains(expected, await console.PageAsync("log"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("do/nothing")]
    [InlineData("do/weight?cell=na-1&step=explode")]
    [InlineData("do/weight?cell=na-1&kind=users&part=x&step=drain")]
    [InlineData("do/mode?of=planet&mode=read-only")]
    [InlineData("do/ban-remove?id=none")]
    [InlineData("do/incident-update?id=none")]
    [InlineData("do/incident-resolve?id=none")]
    [InlineData("do/upgrade-approve?id=none")]
    [InlineData("do/exclusion-add")]
    public async Task Question_AboutNothing_Is404(string question)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        Assert.Equal(HttpStatusCode.NotFound, (await console.GetAsync(question)).StatusCode);
    }

    [Fact]
    public async Task Ban_IsAddedForATenantAndLifted()
    {
        string token = "";
        await using TestGateway gateway = await TestGateway.StartAsync(config => token = config.AddToken("acme-admin", "org-admin", """{ "tenant": "acme" }"""));
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, token);
        Assert.Contains("203.0.113.5 is banned", await console.DoAsync("do/ban-add?tenant=acme", ("address", "203.0.113.5"), ("duration", "2h"), ("tenant", "acme"), ("reason", "scanner")), StringComparison.Ordinal);
        string refused = await console.DoAsync("do/ban-add", ("address", "203.0.113.6"), ("duration", "2h"), ("tenant", ""));
        Assert.Contains("You may not do this", refused, StringComparison.Ordinal);
        using (HttpResponseMessage wrong = await console.PostAsync("do/ban-add", ("form-token", await console.FormTokenAsync()), ("address", "not an address"), ("duration", "2h"), ("tenant", "acme")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("value=\"not an address\"", await wrong.Content.ReadAsStringAsync(Token), StringComparison.Ordinal); // To be put right.
        }

        string id = System.Text.RegularExpressions.Regex.Match(await console.PageAsync("bans"), "ban-remove\\?id=([0-9a-zA-Z-]+)").Groups[1].Value;
        Assert.Contains("The ban is lifted", await console.DoAsync($"do/ban-remove?id={id}"), StringComparison.Ordinal);
        Assert.Contains("No bans are in force", await console.PageAsync("bans"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_OfBrokenFiles_ShowsTheirErrors()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        Assert.Contains("is in force", await console.DoAsync("do/reload"), StringComparison.Ordinal);
        gateway.Folder.Write("limits.json", """{ "buckets": [ { "id": "x" } ], "nonsense": 1 }""");
        string page = await console.DoAsync("do/reload");
        Assert.Contains("The files have errors, and nothing changed", page, StringComparison.Ordinal);
        Assert.Contains("unknown key &#x27;nonsense&#x27;", page, StringComparison.Ordinal);
        Assert.Contains("The configuration on disk has errors", await console.PageAsync(""), StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.AdminToken, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_IsFilteredAndPaged()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using ConsoleClient console = await ConsoleClient.SignInAsync(gateway, gateway.AdminToken);
        for (int i = 0; i < 30; i++)
        {
            using HttpResponseMessage changed = await gateway.CreateOpsClient().PostAsync(new Uri($"/api/v1/cells/na-1/read-{(i % 2 == 0 ? "only" : "write")}", UriKind.Relative), content: null, Token);
        }

        string first = await console.PageAsync("log?type=system.cell.read_");
        Assert.Equal(30, Rows(first));
        Assert.DoesNotContain("next-page", first, StringComparison.Ordinal);
        string all = await console.PageAsync("log");
        Assert.Equal(50, Rows(all));
        string next = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(all, "id=\"next-page\" href=\"([^\"]*)\"").Groups[1].Value);
        string older = await console.PageAsync(next);
        Assert.InRange(Rows(older), 10, 50);
        Assert.Equal(15, Rows(await console.PageAsync("log?filter=" + Uri.EscapeDataString("eventType eq \"system.cell.read_only\"") + "&actor=test")));
        using HttpResponseMessage wrong = await console.GetAsync("log?filter=nonsense");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("cannot be searched so", await wrong.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        static int Rows(string page) => page.Split("<th scope=\"row\"").Length - 1;
    }
}
