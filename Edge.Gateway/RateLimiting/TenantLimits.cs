using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>The limits of one tenant in one bucket as they are in force. Immutable; made anew when the configuration or a live change wants it.</summary>
internal sealed class TenantLimits
{
    /// <param name="bucket">The bucket.</param>
    /// <param name="tenantId">Told in the headers as the partition.</param>
    /// <param name="configured">Units per window by the files.</param>
    /// <param name="live">Units per window by a live change or a raise; 0 when there is none.</param>
    /// <param name="liveWarningPercent">Warning share by a live change; 0 when there is none.</param>
    /// <param name="weight">The tenant's part when spare capacity is shared out.</param>
    public TenantLimits(Bucket bucket, string tenantId, long configured, long live, int liveWarningPercent, double weight)
    {
        (Bucket, Configured, Weight) = (bucket, configured, weight);
        long limit = live > 0 ? live : configured;
        Rule = new LimitRule(new RateLimitPolicy(bucket.Id, limit, bucket.Policy.Window, tenantId), bucket.Algorithm);
        BurstCeiling = (long)Math.Min(limit * bucket.BurstMultiplier, long.MaxValue);
        WarningPercent = liveWarningPercent > 0 ? liveWarningPercent : bucket.WarningPercent;
        WarningAt = Math.Max(1, ((limit * WarningPercent) + 99) / 100);
        Scopes = new LimitRule[bucket.Scopes.Count]; // A part pays for one request at least.
        for (int i = 0; i < Scopes.Length; i++)
        {
            Scope scope = bucket.Scopes[i];
            Scopes[i] = new LimitRule(
                scope.Policy ?? new RateLimitPolicy($"{bucket.Id}:{scope.Id}", Math.Max(bucket.Cost, limit * scope.Percent / 100), bucket.Policy.Window),
                scope.Policy is null ? bucket.Algorithm : LimitAlgorithm.FixedWindow);
        }
    }

    public Bucket Bucket { get; }

    /// <summary>Units per window by the files.</summary>
    public long Configured { get; }

    public double Weight { get; }

    /// <summary>The tenant's own limit.</summary>
    public LimitRule Rule { get; }

    /// <summary>Most units per window with burst.</summary>
    public long BurstCeiling { get; }

    /// <summary>Share of the limit, in percent, at which a warning is due.</summary>
    public int WarningPercent { get; }

    /// <summary>Used units at which a warning is due.</summary>
    public long WarningAt { get; }

    /// <summary>The limits of the bucket's scopes, in their order.</summary>
    public LimitRule[] Scopes { get; }

    public bool CanBurst => BurstCeiling > Rule.Limit;
}
