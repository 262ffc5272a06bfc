using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Tenants;

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

    /// <summary>Whether the request is one of those whose caller is counted, and who that is.</summary>
    public bool IsLookedAt { get; private set; }

    public RequestCallers Callers;

    /// <summary>Whether the origin's cost was taken.</summary>
    public bool IsCharged { get; set; }

    /// <summary>Finds the counters and the keys of a request.</summary>
    public void Fill(Tenant tenant, LimitTable table, Bucket bucket, CounterDirectory counters, in KeySource source, long now)
    {
        Clear();
        Counter = table.CounterOf(tenant, bucket, counters);
        Limits = table.LimitsOf(tenant, bucket, Counter);
        for (int i = 0; i < bucket.Scopes.Count; i++)
        {
            if (bucket.Scopes[i].Mode != BucketMode.Disable)
            {
                Uses[UseCount++] = new ScopeUse { Index = i, Key = bucket.Scopes[i].KeyOf(source, Counter.KeySpace) };
            }
        }

        IsLookedAt = Counter.Callers.WantsOne(now);
        Callers = IsLookedAt ? RequestCallers.Of(source, bucket) : default;
    }

    public void Clear() => (Gate, Counter, Limits, UseCount, IsCharged, IsLookedAt, Callers) = (null, null, null, 0, false, false, default);
}
