using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Control;

/// <summary>What is drained: a whole cell, or some of its destinations.</summary>
/// <param name="Cell">Whose.</param>
/// <param name="Key">Of the decision.</param>
/// <param name="Name">As events name it, such as <c>na-1/zone/a</c>.</param>
/// <param name="Destinations">Those it means; empty for the whole cell.</param>
internal sealed record DrainTarget(Cell Cell, string Key, string Name, IReadOnlyList<CellDestination> Destinations)
{
    public bool IsCell => Destinations.Count == 0;

    public static DrainTarget OfCell(Cell cell) => new(cell, DecisionKeys.CellWeight(cell.Id), cell.Id, []);

    /// <summary>Null when the cell has nothing of that name.</summary>
    /// <param name="cell">Whose.</param>
    /// <param name="kind"><c>destinations</c>, <c>zones</c> or <c>pools</c>.</param>
    /// <param name="id">Its name.</param>
    public static DrainTarget? Of(Cell cell, string kind, string id)
    {
        (string key, string name, Func<CellDestination, bool> isMeant) = kind switch
        {
            "zones" => (DecisionKeys.ZoneWeight(cell.Id, id), $"{cell.Id}/zone/{id}", (Func<CellDestination, bool>)(destination => destination.Zone == id)),
            "pools" => (DecisionKeys.PoolWeight(cell.Id, id), $"{cell.Id}/pool/{id}", destination => destination.Pool == id),
            _ => (DecisionKeys.DestinationWeight(cell.Id, id), $"{cell.Id}/{id}", destination => destination.Id == id),
        };
        CellDestination[] destinations = [.. cell.Destinations.Where(isMeant)];
        return destinations.Length == 0 || id.Length == 0 ? null : new DrainTarget(cell, key, name, destinations);
    }
}
