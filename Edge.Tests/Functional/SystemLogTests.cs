using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Edge.Gateway.Admin;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary><c>GET /api/v1/logs</c> on a whole gateway.</summary>
public sealed class SystemLogTests
{
    private static readonly string OfATenant = AdminToken.Create();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_OfTheApi_HasOktasShape()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Edge["node"] = TestConfig.Parse("""{ "id": "edge-1" }"""));
        gateway.Services.GetRequiredService<IEventLog>().Write(new EdgeEvent("system.cell.drain", EventSeverity.Warn, "ops-1", "na-1", EventOutcome.Success, "maintenance")
        {
            Id = Guid.Parse("019375d0-0000-7000-8000-000000000001"), ActorType = "AdminToken", TargetType = "Cell", ClientAddress = "192.0.2.7", UserAgent = "curl/8", TransactionId = "0HN5",
        });
        JsonNode shown = Assert.Single(await ListAsync(gateway.CreateOpsClient(), "filter=" + Uri.EscapeDataString("eventType eq \"system.cell.drain\"")))!;
        string published = (string)shown["published"]!;
        Assert.True(DateTimeOffset.TryParseExact(published, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), published);
        shown["published"] = "…";
        Assert.Equal(
            """{"uuid":"019375d0-0000-7000-8000-000000000001","published":"…","eventType":"system.cell.drain","version":"0","severity":"WARN","displayMessage":"System cell drain","actor":{"id":"ops-1","type":"AdminToken","alternateId":"ops-1","displayName":"ops-1"},"client":{"ipAddress":"192.0.2.7","userAgent":{"rawUserAgent":"curl/8"}},"target":[{"id":"na-1","type":"Cell","alternateId":"na-1","displayName":"na-1"}],"outcome":{"result":"SUCCESS","reason":"maintenance"},"transaction":{"type":"WEB","id":"0HN5"},"debugContext":{"debugData":{"node":"edge-1","tenant":null}}}""",
            shown.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("until=2100-01-01T00:00:00Z&since=2020-01-01&", true)]
    [InlineData("sortOrder=DESCENDING&", true)]
    [InlineData("", false)]
    public async Task Links_Followed_ShowEveryEventOnceAndEndOnlyWhenBounded(string query, bool isBounded)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            gateway.Services.GetRequiredService<IEventLog>().Write(new EdgeEvent($"test.{i}", EventSeverity.Info, "test", "x", EventOutcome.Success));
        }

        HttpClient ops = gateway.CreateOpsClient();
        List<string> seen = [];
        string? next = $"/api/v1/logs?{query}limit=2&filter=" + Uri.EscapeDataString("eventType sw \"test.\"");
        int answers = 0;
        while (next is not null && answers++ < 10)
        {
            using HttpResponseMessage response = await ops.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute), Cancelled);
            JsonArray page = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsArray();
            seen.AddRange(page.Select(static entry => (string)entry!["eventType"]!));
            string[] links = [.. response.Headers.GetValues("Link")];
            Assert.EndsWith("rel=\"self\"", links[0], StringComparison.Ordinal);
            next = links.Length > 1 && (isBounded || page.Count > 0) ? links[1][1..links[1].IndexOf('>', StringComparison.Ordinal)] : null;
            Assert.True(isBounded || links.Length == 2, "Who polls always gets a next.");
        }

        Assert.Equal("test.0 test.1 test.2 test.3 test.4", string.Join(' ', seen.Order(StringComparer.Ordinal)));
        Assert.Equal(query.Contains("DESC", StringComparison.Ordinal) ? "test.4" : "test.0", seen[0]);
    }

    [Theory]
    [InlineData("filter=eventType%20is%20%22x%22", "E0000031", "'filter', character 11: 'is' is no operator. Accepted: eq, ne, co, sw, ew, pr, gt, ge, lt, le.")]
    [InlineData("since=yesterday", "E0000001", "'since' is \"yesterday\"; set an ISO 8601 instant, such as \"2027-01-31T12:00:00Z\".")]
    [InlineData("until=", "E0000001", "'until' is \"\"; set an ISO 8601 instant, such as \"2027-01-31T12:00:00Z\".")]
    [InlineData("since=2027-02-01&until=2027-01-01", "E0000001", "'since' is later than 'until'.")]
    [InlineData("limit=1001", "E0000001", "'limit' is \"1001\"; set a whole number from 1 to 1000.")]
    [InlineData("sortOrder=up", "E0000001", "'sortOrder' is \"up\"; set ASCENDING or DESCENDING.")]
    [InlineData("after=x", "E0000001", "'after' is no cursor of this query; take it from the Link header of an answer to the same query.")]
    [InlineData("after=1_2", "E0000001", "'after' is no cursor of this query; take it from the Link header of an answer to the same query.")]
    [InlineData("q=x", "E0000001", "'q' is no parameter. Accepted: since, until, filter, limit, sortOrder, after.")]
    [InlineData("limit=1&limit=2", "E0000001", "'limit' stands twice; send it once.")]
    public async Task Query_ThatIsWrong_SaysWhatAndWhatIsAccepted(string query, string code, string detail)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using HttpResponseMessage response = await gateway.CreateOpsClient().GetAsync($"/api/v1/logs?{query}", Cancelled);
        Assert.Equal(400, (int)response.StatusCode);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal((code, detail), ((string?)problem["errorCode"], (string?)problem["detail"]));
    }

    [Fact]
    public async Task Query_UntilTheFirstInstantThereIs_IsEmpty()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.Empty((await new ControlClient(gateway).GetAsync("logs?until=0001-01-01")).AsArray());
    }

    [Fact]
    public async Task AdminCall_Answered_ItsEventsAreOnDisk()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using StringContent ban = new("""{ "address": "192.0.2.9", "duration": "1h", "reason": "scanner" }""", MediaTypeHeaderValue.Parse("application/json"));
        using HttpResponseMessage response = await gateway.CreateOpsClient().PostAsync("/api/v1/bans", ban, Cancelled);
        Assert.Equal(201, (int)response.StatusCode);
        string path = gateway.Services.GetRequiredService<Edge.Gateway.Config.SnapshotStore>().Current.Get<StateSettings>().EventsPath;
        Assert.Contains(EventStore.Read(path, new EventQuery(DateTimeOffset.MinValue, null, 100), Cancelled).Events, static logged => logged.Event is { EventType: "security.ban.add", Target: "192.0.2.9" });
    }

    [Fact]
    public async Task Token_OfATenant_SeesThatTenantsEventsOnly()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(static config => config.Admin["tokens"]!.AsArray().Add((JsonNode)TestConfig.Parse(
            $$"""{ "id": "acme-admin", "role": "read-only-admin", "tenant": "acme", "hash": "{{Convert.ToHexString(AdminToken.HashOf(OfATenant))}}" }""")));
        foreach (string? tenant in (string?[])["acme", "globex", null])
        {
            gateway.Services.GetRequiredService<IEventLog>().Write(new EdgeEvent("test.event", EventSeverity.Info, "test", tenant ?? "node", EventOutcome.Success) { Tenant = tenant });
        }

        HttpClient ops = gateway.CreateOpsClient(withToken: false);
        ops.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OfATenant);
        Assert.Equal("acme", (string?)Assert.Single(await ListAsync(ops, "limit=1000"))!["target"]![0]!["id"]);
    }

    private static async Task<JsonArray> ListAsync(HttpClient ops, string query) => JsonNode.Parse(await ops.GetStringAsync($"/api/v1/logs?{query}", Cancelled))!.AsArray();
}
