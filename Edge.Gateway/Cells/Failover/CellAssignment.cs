namespace Edge.Gateway.Cells.Failover;

/// <summary>Where a tenant's request goes, and how.</summary>
/// <param name="Cell">The cell that serves it.</param>
/// <param name="IsReadOnly">Whether writes are refused.</param>
/// <param name="IsAway">Whether the cell is not the tenant's home: failed over, or its home is drained.</param>
/// <param name="IsDrained">Whether the cell was drained and there is no other: nobody serves it.</param>
internal readonly record struct CellAssignment(Cell Cell, bool IsReadOnly, bool IsAway, bool IsDrained);
