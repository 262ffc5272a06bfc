using System.Diagnostics.CodeAnalysis;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells;

/// <summary>All cells of a snapshot, and the home cell of each tenant.</summary>
internal sealed class CellTable(IReadOnlyList<Cell> cells, Cell[] homes, string nodeZone = "")
{
    private readonly Dictionary<string, Cell> _byId = cells.ToDictionary(static cell => cell.Id, StringComparer.Ordinal);

    public IReadOnlyList<Cell> Cells { get; } = cells;

    /// <summary>Zone that this node stands in; empty when it is not known.</summary>
    public string NodeZone => nodeZone;

    public bool TryGet(string id, [NotNullWhen(true)] out Cell? cell) => _byId.TryGetValue(id, out cell);

    /// <summary>The cell that serves a tenant of the same snapshot.</summary>
    public Cell HomeOf(Tenant tenant) => homes[tenant.Index];
}
