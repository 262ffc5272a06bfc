using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells;

/// <summary>Reads <c>cells.json</c>, and checks that every tenant's cells exist within its jurisdictions.</summary>
internal sealed class CellsCompiler : ISnapshotCompiler
{
    /// <summary>Most cells of one configuration.</summary>
    public const int MaxCells = 1000;

    /// <summary>Most destinations of one cell.</summary>
    public const int MaxDestinations = 1000;

    private static readonly Dictionary<string, CellSize> Sizes = new(StringComparer.Ordinal) { ["s"] = CellSize.Small, ["m"] = CellSize.Medium, ["l"] = CellSize.Large };

    private static readonly Dictionary<string, string> Pools = new(StringComparer.Ordinal) { ["a"] = "a", ["b"] = "b" };

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

        Cell[] homes = PlaceTenants(builder, cells);
        builder.Set(new CellTable([.. cells.Values], homes, builder.Get<NodeSettings>().Zone));
    }

    private static Cell ReadCell(SnapshotBuilder builder, ConfigObject entry, CellPolicy defaults) => new()
    {
        Id = entry.RequiredId("id"),
        Region = entry.Text("region", ""),
        Jurisdiction = entry.Text("jurisdiction", ""),
        Size = entry.Choice("size", CellSize.Medium, Sizes),
        Destinations = ReadDestinations(builder, entry),
        Policy = CellPolicyReader.Read(entry, defaults),
        ActivityTimeout = entry.Duration("activityTimeout", TimeSpan.FromSeconds(100), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
    };

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
                destinations.Add(new CellDestination(id, uri, entry.Text("zone", ""), entry.Choice("pool", "a", Pools)));
            }
        }

        if (destinations.Count is 0 or > MaxDestinations)
        {
            cell.Error("destinations", destinations.Count == 0 ? ConfigCodes.Missing : ConfigCodes.TooMany, $"has {destinations.Count} destinations; set 1 to {MaxDestinations}.");
        }

        return destinations;
    }

    private static Cell[] PlaceTenants(SnapshotBuilder builder, Dictionary<string, Cell> cells)
    {
        IReadOnlyList<TenantConfig> tenants = builder.GetScratch<TenantConfigs>().Items;
        var homes = new Cell[tenants.Count];
        bool cellsAreReadable = !builder.Cells.Position.IsInBrokenFile;
        foreach ((Tenant tenant, ConfigObject entry) in tenants)
        {
            homes[tenant.Index] = Find("cell", tenant.CellId, tenant, entry)!; // Null only beside an error, which keeps the snapshot from use.
            if (tenant.DrCellId is { } drCell)
            {
                Find("drCell", drCell, tenant, entry);
                if (drCell == tenant.CellId)
                {
                    entry.Error("drCell", ConfigCodes.Conflict, $"is \"{drCell}\", the home cell itself; name another cell, or leave it out.");
                }
            }
        }

        return homes;

        Cell? Find(string key, string id, Tenant tenant, ConfigObject entry)
        {
            if (!cells.TryGetValue(id, out Cell? cell))
            {
                if (id.Length > 0 && cellsAreReadable)
                {
                    entry.Error(key, ConfigCodes.UnknownReference, $"is \"{id}\", which cells.json does not define{Suggestion.For(id, cells.Keys)}");
                }

                return null;
            }

            if (tenant.Jurisdictions.Count > 0 && !tenant.Jurisdictions.Contains(cell.Jurisdiction))
            {
                entry.Error(key, ConfigCodes.Jurisdiction, $"is \"{id}\" in jurisdiction \"{cell.Jurisdiction}\"; tenant \"{tenant.Id}\" allows {string.Join(", ", tenant.Jurisdictions.Select(static name => $"\"{name}\""))} only.");
            }

            return cell;
        }
    }
}
