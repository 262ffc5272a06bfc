namespace Edge.Gateway.Status.Ledger;

/// <summary>Minutes of a span. What was not measured is neither up nor down.</summary>
internal readonly record struct Uptime(long Up, long Down, long Unknown)
{
    /// <summary>Percent of the measured minutes that were up; null when none was measured.</summary>
    public double? Percent => Up + Down == 0 ? null : 100.0 * Up / (Up + Down);
}
