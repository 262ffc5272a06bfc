using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>Tells thresholds, once per bucket and window.</summary>
internal sealed class RateLimitEventLog(IEventLog events)
{
    private const string Actor = "rate-limits";

    /// <summary>Tells what a request has crossed.</summary>
    public void Tell(TenantCounter counter, TenantLimits limits, in LimitVerdict verdict)
    {
        if ((verdict.Crossed & Thresholds.Warning) != 0)
        {
            Write("system.org.rate_limit.warning", EventSeverity.Warn, EventOutcome.Allow, counter, limits, $"{verdict.Used} of {limits.Rule.Limit} used: {limits.WarningPercent} % reached");
        }

        if ((verdict.Crossed & Thresholds.Burst) != 0)
        {
            Write("system.org.rate_limit.burst", EventSeverity.Warn, EventOutcome.Allow, counter, limits, $"{verdict.Used} used, beyond the limit of {limits.Rule.Limit}; bursts end at {limits.BurstCeiling}");
        }

        if ((verdict.Crossed & Thresholds.Violation) != 0)
        {
            string reason = limits.Bucket.Mode == BucketMode.Preview
                ? $"{verdict.Used} used of {limits.Rule.Limit}; the bucket only previews, so nothing is denied"
                : $"{verdict.Used} used of {limits.Rule.Limit}; requests are denied until the window ends";
            Write("system.org.rate_limit.violation", EventSeverity.Warn, limits.Bucket.Mode == BucketMode.Preview ? EventOutcome.Allow : EventOutcome.Deny, counter, limits, reason);
        }
    }

    private void Write(string type, EventSeverity severity, EventOutcome outcome, TenantCounter counter, TenantLimits limits, string reason) =>
        events.Write(new EdgeEvent(type, severity, Actor, $"{counter.TenantId}/{limits.Bucket.Id}", outcome, reason) { Tenant = counter.TenantId });
}
