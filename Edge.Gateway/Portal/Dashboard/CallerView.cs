namespace Edge.Gateway.Portal.Dashboard;

/// <summary>A busy caller: an address, a user or a masked token.</summary>
public sealed record CallerView(string Name, long Requests, long Denied)
{
    /// <summary>How many requests of a second are looked at.</summary>
    public const int MaxPerSecond = RateLimiting.Reporting.CallerWatch.MaxPerSecond;
}
