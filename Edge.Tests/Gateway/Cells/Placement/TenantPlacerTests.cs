using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.Cells.Placement;

public sealed class TenantPlacerTests
{
    private static readonly string[] Countries = ["us", "eu", "au"];

    [Fact]
    public void Tenants_WithoutACell_AreSpreadByHashAndStayWhenACellIsAdded()
    {
        Dictionary<string, string> four = HomesOf([.. Enumerable.Range(1, 4).Select(static index => Cell($"c{index}", "us"))], Tenants(1000));
        Dictionary<string, string> five = HomesOf([.. Enumerable.Range(1, 5).Select(static index => Cell($"c{index}", "us"))], Tenants(1000));
        Assert.All(four.Values.CountBy(static cell => cell), static count => Assert.InRange(count.Value, 200, 300));
        Assert.InRange(four.Count(home => five[home.Key] != home.Value), 150, 250); // A fifth.
        Assert.All(four.Where(home => five[home.Key] != home.Value), home => Assert.Equal("c5", five[home.Key]));
    }

    [Fact]
    public void Tenants_InAnotherOrder_HaveTheSameCells()
    {
        JsonObject[] cells = [Cell("c1", "us", 3000), Cell("c2", "us", 3000), Cell("c3", "us", 3000)];
        JsonObject[] tenants = Tenants(80, 100);
        Dictionary<string, string> forth = HomesOf(cells, tenants);
        Dictionary<string, string> back = HomesOf(cells, [.. tenants.Reverse()]);
        Assert.Equal(forth.OrderBy(static home => home.Key), back.OrderBy(static home => home.Key));
        Assert.All(forth.Values.CountBy(static cell => cell), static count => Assert.InRange(count.Value, 1, 30)); // 3000 ÷ 100.
    }

    [Fact]
    public void Tenants_BeyondTheRoom_AreErrorsThatSayHowMuchThereIs()
    {
        using ConfigFolder folder = Folder([Cell("c1", "us", 1000)], [.. Tenants(2, 600)]);
        Assert.Contains("tenants.json(1,", folder.Diagnostics(), StringComparison.Ordinal);
        Assert.Contains(
            "error EDGE1107: 'tenants.cell' is not set, and no cell has room for the 600 requests per second of tenant \"t1\". Add a cell, or enlarge one.", folder.Diagnostics(), StringComparison.Ordinal);

        using ConfigFolder named = Folder([Cell("c1", "us", 1000)], [.. Tenants(2, 600).Select(static tenant => With(tenant, "cell", "c1"))]);
        Assert.Contains(
            "error EDGE1107: 'tenants.cell' is \"c1\", which has room for 1000 requests per second; with the 600 of tenant \"t1\" it would have 1200. Name another cell, or enlarge this one ('size' or 'requestsPerSecond' in cells.json).",
            named.Diagnostics(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tenants_WithoutACellInTheirJurisdictions_AreErrors()
    {
        using ConfigFolder folder = Folder([Cell("c1", "us")], [With(Tenant("t", 0), "jurisdictions", new JsonArray("eu", "uk"))]);
        Assert.Contains(
            "error EDGE1104: 'tenants.cell' is not set, and there is no cell in \"eu\", \"uk\" for tenant \"t\". Add one to cells.json, or allow another jurisdiction.", folder.Diagnostics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Need_OfAPlan_HoldsForItsTenantsThatHaveNone()
    {
        using ConfigFolder folder = new();
        folder.With("cells.json", Wrap("cells", [Cell("c1", "us", 1000)]));
        folder.With("tenants.json", """
            { "plans": [ { "id": "team", "requestsPerSecond": 400 } ],
              "tenants": [ { "id": "a", "hosts": ["a.x"], "plan": "team" }, { "id": "b", "hosts": ["b.x"], "plan": "team", "requestsPerSecond": 7 }, { "id": "c", "hosts": ["c.x"] } ] }
            """);
        EdgeSnapshot snapshot = folder.LoadGood();
        Assert.Equal([400, 7, 0], snapshot.Get<TenantDirectory>().Tenants.Select(snapshot.Get<CellTable>().NeedOf));
    }

    [Theory]
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "cell": "us-1" }""", null)]
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "cell": "us-1", "drCell": "none" }""", null)]
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "cell": "us-1", "drCell": "us-2" }""", "us-2")]
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "cell": "us-1", "drCell": "auto", "jurisdictions": ["us"] }""", "us-3")] // Another region first.
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "jurisdictions": ["eu"] }""", null)] // There is one only.
    [InlineData("""{ "id": "t", "hosts": ["t.x"], "jurisdictions": ["eu"], "drCell": "none" }""", null)]
    public void RecoveryCell_IsTheNamedOneOrOneOfAnotherRegion(string tenant, string? expected)
    {
        using ConfigFolder folder = Folder(
            [With(Cell("us-1", "us"), "region", "east"), With(Cell("us-2", "us"), "region", "east"), With(Cell("us-3", "us"), "region", "west"), Cell("eu-1", "eu")],
            [TestConfig.Parse(tenant)]);
        EdgeSnapshot snapshot = folder.LoadGood();
        Tenant placed = snapshot.Get<TenantDirectory>().Tenants[0];
        Assert.Equal(expected, snapshot.Get<CellTable>().RecoveryOf(placed)?.Id);
        Assert.Equal(expected, placed.DrCellId);
        Assert.Equal(snapshot.Get<CellTable>().HomeOf(placed).Id, placed.CellId);
    }

    [Fact]
    public void RecoveryCell_WithoutRoomForAllOfACell_IsAWarning()
    {
        using ConfigFolder folder = Folder(
            [Cell("c1", "us", 1000), Cell("c2", "us", 1000)],
            [.. Tenants(3, 300).Select(static tenant => With(With(tenant, "cell", "c1"), "drCell", "c2")), With(Tenant("other", 200), "cell", "c2")]);
        SnapshotLoadResult result = folder.Load();
        Assert.NotNull(result.Snapshot);
        Assert.Contains("leads from \"c1\" to \"c2\", which has room for 1000 requests per second and would have 1100: a failover of all of them would be refused.", folder.Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Placement_OfAnyConfiguration_NeverLeavesTheJurisdictionsNorTheRoom()
    {
        int placed = 0;
        Gen<(int Cells, int Tenants, int Seed)> cases = from cells in Gen.Choose(1, 6) from tenants in Gen.Choose(1, 25) from seed in Gen.Choose(0, 1_000_000) select (cells, tenants, seed);
        Prop.ForAll(cases.ToArbitrary(), sizes => { placed += PlaceAtRandom(sizes); }).QuickCheckThrowOnFailure();
        Assert.True(placed > 100, $"Only {placed} tenants were placed.");
    }

    // The tenants placed; 0 when there was no room for all.
    private static int PlaceAtRandom((int Cells, int Tenants, int Seed) sizes)
    {
        Random random = new(sizes.Seed);
        JsonObject[] cells = [.. Enumerable.Range(0, sizes.Cells).Select(index => Cell($"c{index}", Pick(), random.Next(500, 3000)))];
        JsonObject[] tenants = [.. Enumerable.Range(0, sizes.Tenants).Select(index => With(
            Tenant($"t{index}", random.Next(0, 200)), "jurisdictions", new JsonArray([.. Countries.Where(_ => random.Next(2) == 0).Select(static country => (JsonNode)country)])))];
        using ConfigFolder folder = Folder(cells, tenants);
        if (folder.Load().Snapshot is not { } snapshot)
        {
            return 0;
        }

        CellTable table = snapshot.Get<CellTable>();
        foreach (Tenant tenant in snapshot.Get<TenantDirectory>().Tenants)
        {
            Assert.True(tenant.Allows(table.HomeOf(tenant).Jurisdiction));
            Assert.True(table.RecoveryOf(tenant) is not { } recovery || (tenant.Allows(recovery.Jurisdiction) && recovery != table.HomeOf(tenant)));
        }

        Assert.All(table.Cells, cell => Assert.True(snapshot.Get<TenantDirectory>().Tenants.Where(tenant => table.HomeOf(tenant) == cell).Sum(table.NeedOf) <= cell.RequestsPerSecond));
        return sizes.Tenants;

        string Pick() => Countries[random.Next(Countries.Length)];
    }

    private static Dictionary<string, string> HomesOf(JsonObject[] cells, JsonObject[] tenants)
    {
        using ConfigFolder folder = Folder(cells, tenants);
        return folder.LoadGood().Get<TenantDirectory>().Tenants.ToDictionary(static tenant => tenant.Id, static tenant => tenant.CellId);
    }

    private static ConfigFolder Folder(JsonObject[] cells, JsonObject[] tenants) => new ConfigFolder().With("cells.json", Wrap("cells", cells)).With("tenants.json", Wrap("tenants", tenants));

    private static string Wrap(string key, JsonObject[] items) => new JsonObject { [key] = new JsonArray([.. items.Select(static item => item.DeepClone())]) }.ToJsonString();

    private static JsonObject[] Tenants(int count, int need = 0) => [.. Enumerable.Range(0, count).Select(index => Tenant($"t{index.ToString(CultureInfo.InvariantCulture)}", need))];

    private static JsonObject Tenant(string id, int need) => TestConfig.Parse($$"""{ "id": "{{id}}", "hosts": ["{{id}}.example.com"], "requestsPerSecond": {{need}} }""");

    private static JsonObject Cell(string id, string jurisdiction, int capacity = 10_000) => TestConfig.Parse(
        $$"""{ "id": "{{id}}", "jurisdiction": "{{jurisdiction}}", "requestsPerSecond": {{capacity}}, "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] }""");

    private static JsonObject With(JsonObject target, string key, JsonNode value)
    {
        target[key] = value;
        return target;
    }
}
