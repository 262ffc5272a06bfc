using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Dashboard;

/// <summary>All of a limit.</summary>
/// <param name="Limit">As in the list.</param>
/// <param name="Range"><c>hour</c>, <c>day</c> or <c>week</c>.</param>
/// <param name="IntervalMinutes">Length of the chart's intervals.</param>
/// <param name="Points">The chart's: within the limit, burst, denied.</param>
/// <param name="Addresses">The busiest.</param>
/// <param name="Users">The busiest.</param>
/// <param name="Tokens">The busiest, masked.</param>
/// <param name="NamesUsers">Whether a scope of the bucket names users, so that they can be known.</param>
/// <param name="Scope">What is counted together, and what by each node.</param>
public sealed record BucketView(
    LimitView Limit, string Range, int IntervalMinutes, IReadOnlyList<ChartPoint> Points,
    IReadOnlyList<CallerView> Addresses, IReadOnlyList<CallerView> Users, IReadOnlyList<CallerView> Tokens, bool NamesUsers, string Scope)
{
    /// <summary>The limit spread over an interval of the chart.</summary>
    public double LimitPerInterval => Limit.Limit * (IntervalMinutes * 60.0 / Math.Max(1, Limit.WindowSeconds));

    public double CeilingPerInterval => Limit.Ceiling * (IntervalMinutes * 60.0 / Math.Max(1, Limit.WindowSeconds));

    public string IntervalText => IntervalMinutes switch { 1 => "minute", 60 => "hour", _ => $"{IntervalMinutes} minutes" };
}
