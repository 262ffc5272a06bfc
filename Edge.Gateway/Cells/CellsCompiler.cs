using Edge.Gateway.Cells.Capacity;
using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells;

/// <summary>Reads <c>cells.json</c>, and has every tenant placed.</summary>
internal sealed class CellsCompiler : ISnapshotCompiler
{
    /// <summary>Most cells of one configuration.</summary>
    public const int MaxCells = 1000;

    /// <summary>Most destinations of one cell.</summary>
    public const int MaxDestinations = 1000;

    /// <summary>Most requests per second that a cell may be said to bear, or a tenant to send.</summary>
    public const double MaxRequestsPerSecond = 10_000_000;

    /// <summary>Longest public name, in chars.</summary>
    public const int MaxPublicNameLength = 64;

    private const string NeedKey = "requestsPerSecond";

    private static readonly Dictionary<string, CellSize> Sizes = new(StringComparer.Ordinal) { ["s"] = CellSize.Small, ["m"] = CellSize.Medium, ["l"] = CellSize.Large };

    private static readonly Dictionary<string, string> Pools = new(StringComparer.Ordinal) { ["a"] = "a", ["b"] = "b" };

    private static readonly Dictionary<string, bool> Roles = new(StringComparer.Ordinal) { ["primary"] = false, ["replica"] = true };

    public void Compile(SnapshotBuilder builder)
    {
        Dictionary<string, Cell> cells = new(StringComparer.Ordinal);
        IReadOnlyList<ConfigObject> objects = builder.Cells.Objects("cells");
        if (objects.Count is 0 or > MaxCells)
        {
            builder.Cells.Error("cells", objects.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {objects.Count} cells; set 1 to {MaxCells}.");
        }

        CellPolicy defaults = CellPolicyReader.Read(builder.Cells.Object("defaults"), CellPolicy.Default);
        HashSet<string> ids = new(StringComparer.OrdinalIgnoreCase); // YARP's clusters do not differ by case alone.
        foreach (ConfigObject entry in objects)
        {
            Cell cell = ReadCell(builder, entry, defaults);
            if (cell.Id.Equals(CellProxyConfigProvider.UnassignedCluster, StringComparison.OrdinalIgnoreCase))
            {
                entry.Error("id", ConfigCodes.Conflict, $"is \"{cell.Id}\", which the gateway uses itself; choose another id.");
            }

            if (!ids.Add(cell.Id))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{cell.Id}\" is the id of another cell too; ids are unique, whatever their case.");
            }

            cells.TryAdd(cell.Id, cell);
        }

        builder.Set(new TenantPlacer(builder, cells).Place(ReadNeeds(builder), builder.Get<NodeSettings>().Zone));
    }

    private static Cell ReadCell(SnapshotBuilder builder, ConfigObject entry, CellPolicy defaults)
    {
        (string region, string jurisdiction) = (entry.Text("region", ""), entry.Text("jurisdiction", ""));
        CellSize size = entry.Choice("size", CellSize.Medium, Sizes);
        TimeSpan autoFailoverAfter = entry.Duration("autoFailoverAfter", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        return new Cell
        {
            Id = entry.RequiredId("id"),
            Region = region,
            Jurisdiction = jurisdiction,
            PublicName = ReadPublicName(entry, region.Length > 0 ? region : jurisdiction.Length > 0 ? jurisdiction.ToUpperInvariant() : "Service"),
            Size = size,
            RequestsPerSecond = entry.Number("requestsPerSecond", CellCapacity.OfSize(size), 1, MaxRequestsPerSecond),
            Destinations = ReadDestinations(builder, entry),
            Policy = CellPolicyReader.Read(entry, defaults),
            ActivityTimeout = entry.Duration("activityTimeout", TimeSpan.FromSeconds(100), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            DrainDeadline = entry.Duration("drainDeadline", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            AutoFailoverAfter = entry.Flag("autoFailover", fallback: false) ? autoFailoverAfter : null,
        };
    }

    private static string ReadPublicName(ConfigObject entry, string fallback)
    {
        string name = entry.Text("publicName", fallback);
        if (name.Length is 0 or > MaxPublicNameLength || name.Any(char.IsControl) || !name.Any(char.IsAsciiLetterOrDigit))
        {
            entry.Error("publicName", ConfigCodes.OutOfRange, $"is {ConfigValue.Quote(name)}; set 1 to {MaxPublicNameLength} characters with at least one letter or digit, such as \"US East\".");
        }

        return name;
    }

    private static List<CellDestination> ReadDestinations(SnapshotBuilder builder, ConfigObject cell)
    {
        List<CellDestination> destinations = [];
        foreach (ConfigObject entry in cell.Objects("destinations"))
        {
            string address = entry.RequiredText("address");
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            {
                if (address.Length > 0)
                {
                    entry.Error("address", ConfigCodes.OutOfRange, $"is \"{address}\"; set an http or https URL such as \"http://10.0.0.1:8080\", without user, password and query.");
                }

                uri = new Uri("http://127.0.0.1:1");
            }

            string id = entry.RequiredId("id");
            if (destinations.Exists(other => string.Equals(other.Id, id, StringComparison.OrdinalIgnoreCase)))
            {
                entry.Error("id", ConfigCodes.DuplicateId, $"\"{id}\" is the id of another destination of this cell too; ids are unique.");
            }
            else
            {
                destinations.Add(new CellDestination(id, uri, entry.OptionalId("zone"), entry.Choice("pool", "a", Pools), entry.Choice("role", false, Roles)));
            }
        }

        if (destinations.Count is 0 or > MaxDestinations)
        {
            cell.Error("destinations", destinations.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {destinations.Count} destinations; set 1 to {MaxDestinations}.");
        }

        return destinations;
    }

    private static List<TenantNeed> ReadNeeds(SnapshotBuilder builder)
    {
        Dictionary<string, double> plans = new(StringComparer.Ordinal);
        foreach (ConfigObject plan in builder.GetScratch<PlanConfigs>().Items)
        {
            plans.TryAdd(plan.Text("id", ""), plan.Number(NeedKey, 0, 0, MaxRequestsPerSecond));
        }

        return [.. builder.GetScratch<TenantConfigs>().Items.Select(config => new TenantNeed(
            config.Tenant, config.Object, config.Object.Number(NeedKey, plans.GetValueOrDefault(config.Tenant.Plan), 0, MaxRequestsPerSecond)))];
    }
}
