using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>A decision in the terms of <c>System.Threading.RateLimiting</c>. Disposing of it counts the request out of those under way.</summary>
internal sealed class HttpRateLimitLease(in LimitVerdict verdict, Action? release) : RateLimitLease
{
    private static readonly string[] Names = [HttpRateLimiter.Limit.Name, HttpRateLimiter.Remaining.Name, HttpRateLimiter.Reset.Name, HttpRateLimiter.Policy.Name, System.Threading.RateLimiting.MetadataName.RetryAfter.Name];

    private readonly RateLimitPolicy? _policy = verdict.Policy;
    private readonly long _remaining = verdict.Remaining;
    private readonly TimeSpan _reset = TimeSpan.FromTicks(verdict.ResetTicks);
    private Action? _release = release;

    public override bool IsAcquired { get; } = verdict.Decision != RateLimitDecision.Denied;

    public override IEnumerable<string> MetadataNames => _policy is null ? [] : Names;

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = _policy is null ? null
            : metadataName == HttpRateLimiter.Limit.Name ? _policy.Limit
            : metadataName == HttpRateLimiter.Remaining.Name ? _remaining
            : metadataName == HttpRateLimiter.Reset.Name ? _reset
            : metadataName == HttpRateLimiter.Policy.Name ? _policy.Name
            : metadataName == System.Threading.RateLimiting.MetadataName.RetryAfter.Name && !IsAcquired ? _reset
            : null;
        return metadata is not null;
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Exchange(ref _release, null)?.Invoke();
        base.Dispose(disposing);
    }
}
