using System.Diagnostics.CodeAnalysis;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells;

/// <summary>All cells of a snapshot, and where each tenant was placed.</summary>
/// <param name="cells">All cells.</param>
/// <param name="homes">The home cell of each tenant, by its index.</param>
/// <param name="recoveries">The DR cell of each tenant; null where there is none.</param>
/// <param name="requestsPerSecond">What each tenant is expected to send; 0 where nobody says.</param>
/// <param name="nodeZone">Zone of this node; empty when it is not known.</param>
internal sealed class CellTable(IReadOnlyList<Cell> cells, Cell[] homes, Cell?[] recoveries, double[] requestsPerSecond, string nodeZone = "")
{
    private readonly Dictionary<string, Cell> _byId = cells.ToDictionary(static cell => cell.Id, StringComparer.Ordinal);

    private readonly Lazy<Dictionary<Cell, int>> _homed = new(() => homes.CountBy(static cell => cell).ToDictionary());

    public IReadOnlyList<Cell> Cells { get; } = cells;

    /// <summary>How many tenants are at home in a cell. The first question looks at every tenant.</summary>
    public int TenantsOf(Cell cell) => _homed.Value.GetValueOrDefault(cell);

    /// <summary>Zone that this node stands in; empty when it is not known.</summary>
    public string NodeZone => nodeZone;

    public bool TryGet(string id, [NotNullWhen(true)] out Cell? cell) => _byId.TryGetValue(id, out cell);

    /// <summary>The home cell of a tenant of the same snapshot.</summary>
    public Cell HomeOf(Tenant tenant) => homes[tenant.Index];

    /// <summary>The cell that takes over when the home cell is lost; null when there is none.</summary>
    public Cell? RecoveryOf(Tenant tenant) => recoveries[tenant.Index];

    /// <summary>What a tenant is expected to send at its peak, in requests per second.</summary>
    public double NeedOf(Tenant tenant) => requestsPerSecond[tenant.Index];
}
