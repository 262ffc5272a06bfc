using System.Globalization;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Placement;

/// <summary>Gives each tenant its home cell and its DR cell: those it names, or by rendezvous hashing among the cells of its jurisdictions that have room.</summary>
/// <remarks>
/// Tenants that name their cell go first, then the others by id, so that the order of the file does not matter. A cell never takes more
/// than its capacity: such a configuration is an error. No tenant is ever placed outside its jurisdictions.
/// </remarks>
internal sealed class TenantPlacer
{
    /// <summary>Value of <c>drCell</c> that lets the placement choose.</summary>
    public const string Auto = "auto";

    /// <summary>Value of <c>drCell</c> that wants none.</summary>
    public const string None = "none";

    private readonly Dictionary<string, Cell> _cells;
    private readonly Dictionary<Cell, double> _placed;
    private readonly bool _cellsAreReadable;
    private readonly List<(Cell Cell, double Score)> _ranking = [];

    public TenantPlacer(SnapshotBuilder builder, Dictionary<string, Cell> cells)
    {
        _cells = cells;
        _placed = cells.Values.ToDictionary(static cell => cell, static _ => 0.0);
        _cellsAreReadable = !builder.Cells.Position.IsInBrokenFile;
    }

    /// <summary>The places of all tenants. Whatever is wrong was reported; then some are null, and the snapshot is not used.</summary>
    /// <param name="needs">What they ask for, in the order of their indexes.</param>
    /// <param name="nodeZone">Passed on.</param>
    public CellTable Place(IReadOnlyList<TenantNeed> needs, string nodeZone)
    {
        var homes = new Cell[needs.Count];
        var recoveries = new Cell?[needs.Count];
        foreach (TenantNeed need in needs.Where(static need => need.Tenant.CellId.Length > 0))
        {
            homes[need.Tenant.Index] = PlaceAtNamed(need)!;
        }

        foreach (TenantNeed need in needs.Where(static need => !need.Object.Has("cell")).OrderBy(static need => need.Tenant.Id, StringComparer.Ordinal))
        {
            homes[need.Tenant.Index] = PlaceByHash(need)!;
        }

        foreach (TenantNeed need in needs)
        {
            recoveries[need.Tenant.Index] = FindRecovery(need, homes[need.Tenant.Index]);
        }

        CheckRecoveryRoom(needs, homes, recoveries);
        return new CellTable([.. _cells.Values], homes, recoveries, [.. needs.Select(static need => need.RequestsPerSecond)], nodeZone);
    }

    private Cell? PlaceAtNamed(TenantNeed need)
    {
        Cell? cell = FindNamed("cell", need.Tenant.CellId, need);
        if (cell is not null && !TryTake(cell, need))
        {
            need.Object.Error("cell", ConfigCodes.Capacity, string.Create(
                CultureInfo.InvariantCulture,
                $"is \"{cell.Id}\", which has room for {cell.RequestsPerSecond:0.##} requests per second; with the {need.RequestsPerSecond:0.##} of tenant \"{need.Tenant.Id}\" it would have {_placed[cell] + need.RequestsPerSecond:0.##}. Name another cell, or enlarge this one ('size' or 'requestsPerSecond' in cells.json)."));
        }

        return cell;
    }

    private Cell? PlaceByHash(TenantNeed need)
    {
        Rank(need.Tenant);
        foreach ((Cell cell, _) in _ranking)
        {
            if (TryTake(cell, need))
            {
                need.Tenant.CellId = cell.Id;
                return cell;
            }
        }

        if (_cellsAreReadable)
        {
            string where = need.Tenant.Jurisdictions.Count == 0 ? "" : $" in {Jurisdictions(need.Tenant)}";
            need.Object.Error("cell", _ranking.Count == 0 ? ConfigCodes.Jurisdiction : ConfigCodes.Capacity, _ranking.Count == 0
                ? $"is not set, and there is no cell{where} for tenant \"{need.Tenant.Id}\". Add one to cells.json, or allow another jurisdiction."
                : string.Create(CultureInfo.InvariantCulture, $"is not set, and no cell{where} has room for the {need.RequestsPerSecond:0.##} requests per second of tenant \"{need.Tenant.Id}\". Add a cell, or enlarge one."));
        }

        return null;
    }

    private Cell? FindRecovery(TenantNeed need, Cell? home)
    {
        Tenant tenant = need.Tenant;
        string wanted = tenant.DrCellId ?? (need.Object.Has("cell") ? None : Auto);
        tenant.DrCellId = null;
        if (wanted == None || home is null)
        {
            return null;
        }

        Cell? recovery = wanted == Auto ? ChooseRecovery(tenant, home) : FindNamed("drCell", wanted, need);
        if (ReferenceEquals(recovery, home))
        {
            need.Object.Error("drCell", ConfigCodes.Conflict, $"is \"{home.Id}\", the home cell itself; name another cell, or leave it out.");
        }
        else if (recovery is null && tenant.DrCellId is null && wanted == Auto && need.Object.Has("drCell"))
        {
            need.Object.Warn("drCell", ConfigCodes.Jurisdiction, $"is \"{Auto}\", but besides \"{home.Id}\" there is no cell that tenant \"{tenant.Id}\" may be served from: it has no DR cell.");
        }

        tenant.DrCellId = recovery?.Id;
        return recovery;
    }

    // Another region first: what takes one cell of a region may take the other.
    private Cell? ChooseRecovery(Tenant tenant, Cell home)
    {
        Rank(tenant);
        return _ranking.Where(entry => !ReferenceEquals(entry.Cell, home))
            .OrderBy(entry => entry.Cell.Region == home.Region)
            .Select(static entry => entry.Cell)
            .FirstOrDefault();
    }

    private Cell? FindNamed(string key, string id, TenantNeed need)
    {
        if (!_cells.TryGetValue(id, out Cell? cell))
        {
            if (id.Length > 0 && _cellsAreReadable)
            {
                need.Object.Error(key, ConfigCodes.UnknownReference, $"is \"{id}\", which cells.json does not define{Suggestion.For(id, _cells.Keys)}");
            }

            return null;
        }

        if (!need.Tenant.Allows(cell.Jurisdiction))
        {
            need.Object.Error(key, ConfigCodes.Jurisdiction, $"is \"{id}\" in jurisdiction \"{cell.Jurisdiction}\"; tenant \"{need.Tenant.Id}\" allows {Jurisdictions(need.Tenant)} only.");
        }

        return cell;
    }

    private bool TryTake(Cell cell, TenantNeed need)
    {
        if (_placed[cell] + need.RequestsPerSecond > cell.RequestsPerSecond)
        {
            return false;
        }

        _placed[cell] += need.RequestsPerSecond;
        return true;
    }

    private void Rank(Tenant tenant)
    {
        _ranking.Clear();
        foreach (Cell cell in _cells.Values)
        {
            if (tenant.Allows(cell.Jurisdiction))
            {
                _ranking.Add((cell, Rendezvous.Score(tenant.Id, cell.Id, cell.RequestsPerSecond)));
            }
        }

        _ranking.Sort(static (left, right) => right.Score.CompareTo(left.Score) is var order and not 0 ? order : string.CompareOrdinal(left.Cell.Id, right.Cell.Id));
    }

    // A failover that would be refused is better known before the day it is needed.
    private void CheckRecoveryRoom(IReadOnlyList<TenantNeed> needs, Cell[] homes, Cell?[] recoveries)
    {
        Dictionary<(Cell Home, Cell Recovery), (double Sum, TenantNeed First)> moves = [];
        foreach (TenantNeed need in needs)
        {
            if (need.RequestsPerSecond > 0 && homes[need.Tenant.Index] is { } home && recoveries[need.Tenant.Index] is { } recovery)
            {
                (double sum, TenantNeed first) = moves.GetValueOrDefault((home, recovery), (0, need));
                moves[(home, recovery)] = (sum + need.RequestsPerSecond, first);
            }
        }

        foreach (((Cell home, Cell recovery), (double sum, TenantNeed first)) in moves)
        {
            if (_placed[recovery] + sum > recovery.RequestsPerSecond)
            {
                first.Object.Warn("drCell", ConfigCodes.Capacity, string.Create(
                    CultureInfo.InvariantCulture,
                    $"of this tenant and others leads from \"{home.Id}\" to \"{recovery.Id}\", which has room for {recovery.RequestsPerSecond:0.##} requests per second and would have {_placed[recovery] + sum:0.##}: a failover of all of them would be refused."));
            }
        }
    }

    private static string Jurisdictions(Tenant tenant) => string.Join(", ", tenant.Jurisdictions.Select(static name => $"\"{name}\""));
}
