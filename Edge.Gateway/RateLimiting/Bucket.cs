using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Keys;

namespace Edge.Gateway.RateLimiting;

/// <summary>A set of endpoints that share a limit, per tenant. Immutable.</summary>
internal sealed class Bucket
{
    /// <summary>Most scopes below a tenant's limit in one bucket.</summary>
    public const int MaxScopes = 8;

    /// <summary>As in <c>limits.json</c> and in the headers.</summary>
    public required string Id { get; init; }

    /// <summary>Place in <see cref="LimitTable.Buckets"/>.</summary>
    public required int Index { get; init; }

    /// <summary>The limit of tenants without an override.</summary>
    public required RateLimitPolicy Policy { get; init; }

    public LimitAlgorithm Algorithm { get; init; }

    /// <summary>Whether it denies; <c>disable</c> counts nothing and sends no headers.</summary>
    public BucketMode Mode { get; init; }

    /// <summary>Units that a request costs.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Response header in which the origin may name a request's cost; null when it may not.</summary>
    public string? CostHeader { get; init; }

    /// <summary>Most units per window, as a multiple of the limit, while the cell has capacity to spare. 1: no burst.</summary>
    public double BurstMultiplier { get; init; } = 1;

    /// <summary>Share of the limit, in percent, at which a warning is due.</summary>
    public int WarningPercent { get; init; } = 60;

    public StoreLostPolicy OnStoreLost { get; init; }

    /// <summary>Whether the judge applies the raises it would propose.</summary>
    public bool AutoRaise { get; init; }

    /// <summary>Highest limit the judge raises to, as a multiple of the configured one.</summary>
    public double RaiseCeiling { get; init; } = 2;

    /// <summary>What is counted below the tenant, at most <see cref="MaxScopes"/>.</summary>
    public IReadOnlyList<Scope> Scopes { get; init; } = [];

    /// <summary>The part of a scope's key that names a user, for who is shown as busy; null when none does.</summary>
    public IKeyPart? UserPart { get; init; }

    /// <summary>Whether a scope's key stands in the body.</summary>
    public bool NeedsBody { get; init; }
}
