namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>How a limit is counted.</summary>
internal enum LimitAlgorithm
{
    /// <summary>A window that starts at its first request and ends as a whole.</summary>
    FixedWindow,

    /// <summary>The generic cell rate algorithm: what was used comes back evenly, one unit every window ÷ limit.</summary>
    Gcra,
}
