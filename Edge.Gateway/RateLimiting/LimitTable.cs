using Edge.Gateway.Http;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>All limits of a snapshot: which bucket a request falls into, and the tenant's limit in it.</summary>
internal sealed class LimitTable
{
    /// <summary>Most buckets of one configuration.</summary>
    public const int MaxBuckets = 1000;

    private readonly BucketMatcher _matcher;
    private readonly RateLimitPolicy?[]?[] _overrides;
    private readonly IWindowCounter?[]?[] _counters;

    /// <param name="matcher">Leads to <paramref name="buckets"/>.</param>
    /// <param name="buckets">In the order of their index.</param>
    /// <param name="overrides">By tenant index, then bucket index; null where the bucket's own policy holds.</param>
    public LimitTable(BucketMatcher matcher, IReadOnlyList<Bucket> buckets, RateLimitPolicy?[]?[] overrides)
    {
        (_matcher, Buckets, _overrides) = (matcher, buckets, overrides);
        _counters = new IWindowCounter?[]?[overrides.Length];
    }

    public IReadOnlyList<Bucket> Buckets { get; }

    public Bucket? Find(string method, ReadOnlySpan<char> path) => _matcher.Find(method, path);

    public RateLimitPolicy PolicyOf(Tenant tenant, Bucket bucket) => _overrides[tenant.Index]?[bucket.Index] ?? bucket.Policy;

    /// <summary>The counter of a tenant in a bucket; found in the store once, then by index.</summary>
    public IWindowCounter CounterOf(Tenant tenant, Bucket bucket, IRateLimitStore store)
    {
        IWindowCounter?[] row = _counters[tenant.Index] ??= new IWindowCounter?[Buckets.Count]; // A lost race loses only the memory of a look-up.
        return row[bucket.Index] ??= store.GetCounter(tenant.Id, bucket.Id);
    }
}
