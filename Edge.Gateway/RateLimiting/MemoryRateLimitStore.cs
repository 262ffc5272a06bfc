using System.Collections.Concurrent;

namespace Edge.Gateway.RateLimiting;

/// <summary>Counters of this process alone.</summary>
internal sealed class MemoryRateLimitStore : IRateLimitStore
{
    private readonly ConcurrentDictionary<(string Tenant, string Bucket), IWindowCounter> _counters = new();

    public IWindowCounter GetCounter(string tenantId, string bucketId) => _counters.GetOrAdd((tenantId, bucketId), static _ => new FixedWindowCounter());

    public void KeepOnly(Func<string, string, bool> isConfigured)
    {
        foreach ((string tenant, string bucket) key in _counters.Keys)
        {
            if (!isConfigured(key.tenant, key.bucket))
            {
                _counters.TryRemove(key, out _);
            }
        }
    }
}
