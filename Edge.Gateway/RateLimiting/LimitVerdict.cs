using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>The one answer of all scopes.</summary>
internal struct LimitVerdict
{
    /// <summary>Place of the tenant's limit, which stands before all scopes.</summary>
    public const int TenantScope = -1;

    public RateLimitDecision Decision;

    /// <summary>What was violated, when denied or previewed: <see cref="TenantScope"/> or the index of a scope.</summary>
    public int Violated;

    /// <summary>Whether it was the number of requests under way.</summary>
    public bool IsConcurrency;

    /// <summary>The limit nearest to exhaustion.</summary>
    public RateLimitPolicy Policy;

    public long Remaining;

    public long ResetTicks;

    /// <summary>The thresholds of the tenant's limit that this request crossed, to be told once.</summary>
    public Thresholds Crossed;

    /// <summary>Units used of the tenant's limit, this request included.</summary>
    public long Used;

    /// <summary>Denied because the fleet's count cannot be had, not because something is spent.</summary>
    public bool IsUncountable;

    /// <summary>Nothing was decided: the fleet's count must be asked first.</summary>
    public bool NeedsStore;

    /// <summary>Whether it is the tenant's count; else only those of scopes.</summary>
    public bool NeedsTenant;

    /// <summary>Whether a scope's lease should be looked after in the background.</summary>
    public bool WantsStore;
}
