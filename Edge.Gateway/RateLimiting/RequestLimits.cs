using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>What is kept of a request until it ends; one for each pooled request object.</summary>
internal sealed class RequestLimits
{
    /// <summary>The tenant's gate the request has entered; null when none.</summary>
    public ConcurrencyGate? Gate { get; set; }

    public TenantCounter? Counter { get; set; }

    public TenantLimits? Limits { get; set; }

    /// <summary>How many of <see cref="Uses"/> were counted.</summary>
    public int UseCount { get; set; }

    public ScopeUses Uses;

    /// <summary>Whether the origin's cost was taken.</summary>
    public bool IsCharged { get; set; }

    public void Clear() => (Gate, Counter, Limits, UseCount, IsCharged) = (null, null, null, 0, false);
}
