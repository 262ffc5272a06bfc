namespace Edge.Gateway.Portal.Design;

/// <summary>An interval of a <see cref="TimeChart"/>: what was counted in it, by kind. Kinds are stacked.</summary>
/// <param name="At">Its start.</param>
/// <param name="Values">One number for each of the chart's series; null when nothing was measured.</param>
public sealed record ChartPoint(DateTimeOffset At, IReadOnlyList<double>? Values)
{
    public double Total => Values?.Sum() ?? 0;
}
