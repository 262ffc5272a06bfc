namespace Edge.Gateway.RateLimiting;

/// <summary>Where counters live: in this process, or shared by a fleet.</summary>
internal interface IRateLimitStore
{
    /// <summary>The counter of a tenant in a bucket: the same object for as long as the pair is configured, through every reload.</summary>
    IWindowCounter GetCounter(string tenantId, string bucketId);

    /// <summary>Forgets the counters of pairs that are configured no longer.</summary>
    void KeepOnly(Func<string, string, bool> isConfigured);
}
