namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How far back, and how finely, a history is shown.</summary>
internal enum UsageRange
{
    /// <summary>60 minutes.</summary>
    Hour,

    /// <summary>A day, by ten minutes.</summary>
    Day,

    /// <summary>A week, by hours.</summary>
    Week,
}
