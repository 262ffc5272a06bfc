namespace Edge.Gateway.Admin;

/// <summary>What an upgrade shall be of.</summary>
/// <param name="Cell">The cell's id.</param>
/// <param name="Plan">The plan's name; null for <c>default</c>.</param>
/// <param name="Reason">Why, for the event.</param>
internal sealed record UpgradeBody(string? Cell, string? Plan, string? Reason);
