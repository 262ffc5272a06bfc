namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How far a tenant has used a bucket.</summary>
/// <param name="Tenant">Its id.</param>
/// <param name="Bucket">Its id.</param>
/// <param name="Mode"><c>enforce</c>, <c>preview</c> or <c>disable</c>.</param>
/// <param name="Limit">Units per window in force.</param>
/// <param name="ConfiguredLimit">Units per window by the files.</param>
/// <param name="WindowSeconds">Length of the window.</param>
/// <param name="Used">Units used; above the limit in a burst.</param>
/// <param name="Remaining">Units left.</param>
/// <param name="Reset">Seconds since 1970 when more is available.</param>
/// <param name="Bursting">Whether it is beyond its limit.</param>
/// <param name="Denying">Whether a request was denied within the last <see cref="RateLimitReport.DenyingFor"/> on this node, by any scope.</param>
/// <param name="BurstCeiling">Most units per window.</param>
/// <param name="WarningPercent">Share of the limit at which a warning is due.</param>
/// <param name="AverageHour">Requests per minute of this node, over an hour; null when it keeps no history of the limit.</param>
/// <param name="AverageDay">The same over a day.</param>
/// <param name="ImpactSeconds">Seconds in which something was denied, since the start.</param>
/// <param name="Allowed">Requests let through since the start.</param>
/// <param name="Bursted">Of those, beyond the limit.</param>
/// <param name="Denied">Requests denied since the start.</param>
/// <param name="LastHour">Thresholds reached within an hour.</param>
/// <param name="Compared">With seven days before.</param>
/// <param name="Top">The busiest keys of each scope, at most eight.</param>
internal sealed record RateLimitRow(
    string Tenant,
    string Bucket,
    string Mode,
    long Limit,
    long ConfiguredLimit,
    long WindowSeconds,
    long Used,
    long Remaining,
    long Reset,
    bool Bursting,
    bool Denying,
    long BurstCeiling,
    int WarningPercent,
    double? AverageHour,
    double? AverageDay,
    long ImpactSeconds,
    long Allowed,
    long Bursted,
    long Denied,
    RateLimitEvents LastHour,
    UsageComparison Compared,
    IReadOnlyDictionary<string, TopKeyRow[]> Top);
