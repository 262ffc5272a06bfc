namespace Edge.Gateway.Portal.Design;

/// <summary>A kind of what a <see cref="TimeChart"/> counts.</summary>
/// <param name="Name">In the legend, the tooltips and the table.</param>
/// <param name="Class"><c>series-main</c>, <c>series-burst</c> or <c>series-bad</c>.</param>
public sealed record ChartSeries(string Name, string Class);
