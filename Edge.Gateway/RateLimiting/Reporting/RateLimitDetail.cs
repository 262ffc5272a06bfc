namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>All that is known of a limit.</summary>
/// <param name="Limit">As in the list.</param>
/// <param name="Range"><c>hour</c>, <c>day</c> or <c>week</c>.</param>
/// <param name="IntervalMinutes">Length of an interval of <paramref name="Series"/>.</param>
/// <param name="Series">What this node has seen, oldest first.</param>
/// <param name="Callers">The busiest of the last one to two hours on this node, by <c>addresses</c>, <c>users</c> and <c>tokens</c>; at most ten each.</param>
internal sealed record RateLimitDetail(
    RateLimitRow Limit, string Range, int IntervalMinutes, IReadOnlyList<UsagePoint> Series, IReadOnlyDictionary<string, CallerRow[]> Callers);
