namespace Edge.Gateway.Cells;

/// <summary>One server of a cell, as configured. Immutable.</summary>
/// <param name="Id">Unique in the cell.</param>
/// <param name="Address">Where requests go; http or https, with an optional path prefix.</param>
/// <param name="Zone">Zone it stands in; empty when none is named.</param>
/// <param name="Pool"><c>a</c> or <c>b</c>: its half in a rolling upgrade.</param>
/// <param name="IsReplica">Whether it only reads: writes go to the others, and without those the cell is read-only.</param>
internal sealed record CellDestination(string Id, Uri Address, string Zone, string Pool, bool IsReplica = false);
