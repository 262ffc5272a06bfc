namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>What a counter has seen since the start; under the counter's lock.</summary>
internal struct CounterTotals
{
    public long Allowed;
    public long Bursted;
    public long Denied;

    /// <summary>Denials by the tenant's own limit since the judge looked last.</summary>
    public long DeniedLately;

    /// <summary>Seconds in which something was denied: the impact time.</summary>
    public long ImpactSeconds;

    public long LastDeniedSecond;
    public long LastSeen;
}
