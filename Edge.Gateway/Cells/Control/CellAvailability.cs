namespace Edge.Gateway.Cells.Control;

/// <summary>What of a cell is healthy, as this node sees it, and not drained.</summary>
internal static class CellAvailability
{
    /// <summary>Whether any destination is.</summary>
    public static bool IsAvailable(Cell cell) => cell.Live.Table.Healthy > 0;

    /// <summary>Ids of the destinations that are.</summary>
    public static HashSet<string> DestinationsOf(Cell cell) =>
        [.. cell.Live.Table.Usable.Where(static destination => destination.IsHealthy).Select(static destination => destination.Id)];

    /// <summary>Whether one of the cell's primaries is.</summary>
    public static bool IsWritable(Cell cell) => cell.Live.Table.Usable.Any(static destination => destination is { IsHealthy: true, Config.IsReplica: false });
}
