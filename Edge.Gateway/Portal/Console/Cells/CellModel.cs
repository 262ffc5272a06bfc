namespace Edge.Gateway.Portal.Console.Cells;

/// <summary>The answer of <c>GET /api/v1/cells</c>.</summary>
public sealed record CellsModel(IReadOnlyList<CellModel> Cells);

/// <summary>A cell of it.</summary>
public sealed record CellModel(
    string Id, string Region, string Jurisdiction, string Size, string Mode, int WeightPercent, int Available, bool Panic, int InFlight, int MaxInFlight, int Queued, int Retries,
    int Tenants, double RequestsPerSecond, double CapacityPerSecond, IReadOnlyList<DestinationModel> Destinations)
{
    /// <summary>Its pools, with what stands in each.</summary>
    public IEnumerable<IGrouping<string, DestinationModel>> Pools => Destinations.GroupBy(static destination => destination.Pool, StringComparer.Ordinal).OrderBy(static pool => pool.Key, StringComparer.Ordinal);

    public IEnumerable<string> Zones => Destinations.Select(static destination => destination.Zone).Where(static zone => zone.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>How it does, for its tile and its pill.</summary>
    public string Health => Available == 0 ? "bad" : Mode == "read-only" || WeightPercent < 100 || Panic || Available < Destinations.Count ? "warning" : "ok";

    /// <summary>The same in words.</summary>
    public string Word => Available == 0 ? "no destination" : WeightPercent == 0 ? "drained" : WeightPercent < 100 ? $"keeps {WeightPercent} %"
        : Mode == "read-only" ? "read-only" : Panic ? "panic: all are used" : Available < Destinations.Count ? $"{Available} of {Destinations.Count} serve" : "serves";
}

/// <summary>A destination of it.</summary>
public sealed record DestinationModel(
    string Id, string Address, string Zone, string Pool, string Role, bool Available, string State, string? Reason, double WeightPercent, double EffectiveWeightPercent, string Probes,
    EjectionModel? Ejection, long Ejections, int InFlight, double LatencyMilliseconds);

/// <summary>Why and until when a destination is out.</summary>
public sealed record EjectionModel(string Reason, DateTimeOffset Until);
