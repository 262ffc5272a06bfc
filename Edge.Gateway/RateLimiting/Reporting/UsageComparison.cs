namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Requests let through in full hours by this node, and in the same hours seven days before; null for what was not measured throughout.</summary>
/// <param name="Hour">In the last full hour.</param>
/// <param name="HourWeekAgo">In that hour seven days before.</param>
/// <param name="Day">In the last 24 full hours.</param>
/// <param name="DayWeekAgo">In those seven days before.</param>
internal sealed record UsageComparison(long? Hour, long? HourWeekAgo, long? Day, long? DayWeekAgo);
