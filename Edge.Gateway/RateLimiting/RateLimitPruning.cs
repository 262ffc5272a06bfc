using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>Lets go of counters whose tenant or bucket a new configuration no longer has.</summary>
internal sealed class RateLimitPruning(IRateLimitStore store) : ISnapshotObserver
{
    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        HashSet<string> buckets = [.. next.Get<LimitTable>().Buckets.Select(static bucket => bucket.Id)];
        TenantDirectory tenants = next.Get<TenantDirectory>();
        store.KeepOnly((tenant, bucket) => buckets.Contains(bucket) && tenants.TryGetById(tenant, out _));
        return ValueTask.CompletedTask;
    }
}
