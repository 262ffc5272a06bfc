namespace Edge.Gateway.Portal.Design;

/// <summary>A level that is drawn across a <see cref="TimeChart"/>.</summary>
/// <param name="Name">Such as "limit".</param>
/// <param name="Value">In the chart's unit.</param>
/// <param name="IsCeiling">Whether it is the outer of two levels.</param>
public sealed record ChartLine(string Name, double Value, bool IsCeiling = false);
