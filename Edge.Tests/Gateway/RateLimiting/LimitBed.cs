using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>The real engine, with a clock that a test moves and keys that it names.</summary>
internal sealed class LimitBed
{
    public LimitBed(double capacityPerSecond = 0)
    {
        Capacity = new FixedCapacity(capacityPerSecond);
        Counters = new CounterDirectory(Capacity, Fleet);
        Sharing = new BurstSharing(Counters, Capacity, Fleet);
    }

    public FixedCapacity Capacity { get; }

    public FleetState Fleet { get; } = new();

    public CounterDirectory Counters { get; }

    public BurstSharing Sharing { get; }

    public LimitEngine Engine { get; } = new();

    public ConcurrencyGate Gate { get; } = new();

    public int Concurrency { get; set; } = int.MaxValue;

    /// <summary>Ticks of 100 ns.</summary>
    public long Now { get; set; } = TimeSpan.TicksPerHour;

    public static Bucket BucketOf(
        long limit, TimeSpan window, LimitAlgorithm algorithm = LimitAlgorithm.FixedWindow, BucketMode mode = BucketMode.Enforce, double multiplier = 1, int cost = 1, string id = "authn", params Scope[] scopes) => new()
        {
            Id = id,
            Index = 0,
            Policy = new RateLimitPolicy(id, limit, window),
            Algorithm = algorithm,
            Mode = mode,
            BurstMultiplier = multiplier,
            Cost = cost,
            Scopes = scopes,
        };

    public static Scope ScopeOf(string id, long limit = 0, TimeSpan window = default, int percent = 50, int concurrency = 0, BucketMode mode = BucketMode.Enforce, bool byAddress = false) => new()
    {
        Id = id,
        Space = (ulong)id.GetHashCode(StringComparison.Ordinal),
        Key = Array.Empty<IKeyPart>(),
        Policy = limit > 0 ? new RateLimitPolicy("authn:" + id, limit, window) : null,
        Percent = percent,
        Concurrency = concurrency,
        Mode = mode,
        IsByAddress = byAddress,
    };

    public static KeyHash KeyOf(Scope scope, string key)
    {
        var hasher = new KeyHasher(scope.Space);
        hasher.Add(key);
        return hasher.Finish();
    }

    public TenantLimits LimitsOf(Bucket bucket, string tenant = "acme", long limit = 0, double weight = 1) =>
        CounterOf(bucket, tenant).LimitsOf(bucket, limit > 0 ? limit : bucket.Policy.Limit, weight);

    public TenantCounter CounterOf(Bucket bucket, string tenant = "acme") => Counters.GetCounter(tenant, bucket.Id, "na-1");

    /// <summary>Decides a request; the keys stand in the order of the bucket's scopes.</summary>
    public LimitVerdict Decide(Bucket bucket, string tenant = "acme", long limit = 0, double weight = 1, params string[] keys)
    {
        var uses = new ScopeUse[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            uses[i] = new ScopeUse { Index = i, Key = KeyOf(bucket.Scopes[i], keys[i]) };
        }

        return Engine.Decide(CounterOf(bucket, tenant), LimitsOf(bucket, tenant, limit, weight), uses, Gate, Concurrency, Now);
    }

    public bool Allows(Bucket bucket, params string[] keys) => Decide(bucket, keys: keys).Decision != RateLimitDecision.Denied;

    public void End(Bucket bucket, params string[] keys)
    {
        Gate.Exit();
        var uses = new ScopeUse[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            KeyHash key = KeyOf(bucket.Scopes[i], keys[i]);
            uses[i] = new ScopeUse { Index = i, Key = key, LockOrder = KeyTable.ShardOf(key) + (bucket.Scopes[i].IsByAddress ? KeyTable.ShardCount : 0) };
        }

        Engine.Release(LimitsOf(bucket), uses);
    }

    public void Advance(TimeSpan by) => Now += by.Ticks;

    public void ShareOnce() => Sharing.ShareOnce(BurstSharing.Interval);
}
