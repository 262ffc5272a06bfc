namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>What a counter's history counts.</summary>
internal enum UsageKind
{
    /// <summary>Requests within the limit.</summary>
    Within,

    /// <summary>Requests let through beyond it.</summary>
    Burst,

    Denied,

    /// <summary>Times that the warning threshold was reached.</summary>
    Warnings,

    /// <summary>Windows in which a burst began.</summary>
    Bursts,

    /// <summary>Windows with a violation.</summary>
    Violations,
}
