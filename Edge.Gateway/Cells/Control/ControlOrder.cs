namespace Edge.Gateway.Cells.Control;

/// <summary>Who orders something, and how urgently.</summary>
/// <param name="Actor">A token's id, or the part of the gateway that acts.</param>
/// <param name="Reason">Why, in one line, free of secrets; empty when nobody said.</param>
/// <param name="Force">Whether safety rules give way; never those about jurisdictions.</param>
internal sealed record ControlOrder(string Actor, string Reason, bool Force);
