namespace Edge.Gateway.Cells;

/// <summary>Size class of a cell.</summary>
internal enum CellSize
{
    Small,
    Medium,
    Large,
}
