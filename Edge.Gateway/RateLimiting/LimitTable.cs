using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.RateLimiting;

/// <summary>All limits of a snapshot: which bucket a request falls into, and the tenant's limit in it.</summary>
internal sealed class LimitTable
{
    /// <summary>Most buckets of one configuration.</summary>
    public const int MaxBuckets = 1000;

    /// <summary>Requests of a tenant under way at a time when nothing is configured; Okta's default.</summary>
    public const int DefaultConcurrency = 75;

    private readonly BucketMatcher _matcher;
    private readonly long[]?[] _overrides;
    private readonly double[] _weights;
    private readonly TenantCounter?[]?[] _counters;
    private readonly ConcurrencyGate?[] _gates;
    private readonly Dictionary<string, Bucket> _byId = new(StringComparer.Ordinal);

    /// <param name="matcher">Leads to <paramref name="buckets"/>.</param>
    /// <param name="buckets">In the order of their index.</param>
    /// <param name="overrides">By tenant index, then bucket index; 0 where the bucket's own limit holds.</param>
    /// <param name="weights">By tenant index: its part when spare capacity is shared out.</param>
    /// <param name="concurrency">Most requests of a tenant under way.</param>
    public LimitTable(BucketMatcher matcher, IReadOnlyList<Bucket> buckets, long[]?[] overrides, double[] weights, int concurrency)
    {
        (_matcher, Buckets, _overrides, _weights, Concurrency) = (matcher, buckets, overrides, weights, concurrency);
        _counters = new TenantCounter?[]?[overrides.Length];
        _gates = new ConcurrencyGate?[overrides.Length];
        foreach (Bucket bucket in buckets)
        {
            _byId.TryAdd(bucket.Id, bucket); // Of two with one id, which is an error, the first.
        }

        ConcurrencyPolicy = RateLimitPolicy.OfConcurrency("concurrency", concurrency);
    }

    public IReadOnlyList<Bucket> Buckets { get; }

    /// <summary>Most requests of a tenant under way.</summary>
    public int Concurrency { get; }

    /// <summary>Names <see cref="Concurrency"/> in the headers once it is exceeded.</summary>
    public RateLimitPolicy ConcurrencyPolicy { get; }

    public bool TryGetById(string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Bucket? bucket) => _byId.TryGetValue(id, out bucket);

    public Bucket? Find(string method, ReadOnlySpan<char> path) => _matcher.Find(method, path);

    /// <summary>Names the entry of <c>match</c> that leads to a request's bucket; 0 when none does.</summary>
    public ulong EndpointOf(string method, ReadOnlySpan<char> path) => _matcher.EndpointOf(method, path);

    /// <summary>The tenant's limit in a bucket by the files.</summary>
    public long LimitOf(Tenant tenant, Bucket bucket) => _overrides[tenant.Index]?[bucket.Index] is > 0 and var limit ? limit : bucket.Policy.Limit;

    /// <summary>The counter of a tenant in a bucket; found in the directory once, then by index.</summary>
    public TenantCounter CounterOf(Tenant tenant, Bucket bucket, CounterDirectory counters)
    {
        TenantCounter?[] row = _counters[tenant.Index] ??= new TenantCounter?[Buckets.Count]; // A lost race loses only the memory of a look-up.
        return row[bucket.Index] ??= counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId);
    }

    /// <summary>The limits in force of a tenant in a bucket.</summary>
    public TenantLimits LimitsOf(Tenant tenant, Bucket bucket, TenantCounter counter) =>
        counter.LimitsOf(bucket, LimitOf(tenant, bucket), _weights[tenant.Index]);

    public ConcurrencyGate GateOf(Tenant tenant, CounterDirectory counters) => _gates[tenant.Index] ??= counters.GetGate(tenant.Id);
}
