namespace Edge.Gateway.RateLimiting.Counting;

/// <summary>What is told at most once per bucket and window.</summary>
[Flags]
internal enum Thresholds : byte
{
    None = 0,

    /// <summary>The warning share of the limit is used.</summary>
    Warning = 1,

    /// <summary>The first request beyond the limit was let through.</summary>
    Burst = 2,

    /// <summary>The first denial by the tenant's limit, or the end of the burst.</summary>
    Violation = 4,

    /// <summary>The first denial by what is counted below the tenant, or by the number of requests under way.</summary>
    Below = 8,
}
