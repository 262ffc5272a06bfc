using System.Globalization;
using Edge.Gateway.Events;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Gateway.RateLimiting;

/// <summary>Tells thresholds, once per bucket and window; in a fleet, by the node that comes first.</summary>
internal sealed class RateLimitEventLog(IEventLog events, ILeases leases, LimitClock clock)
{
    private const string Actor = "rate-limits";

    /// <summary>What was told is forgotten this much before the window ends, so that the next one's is told, whichever node's clock is ahead.</summary>
    private static readonly long EarlyTicks = TimeSpan.FromMilliseconds(50).Ticks;

    /// <summary>Tells what a request has crossed.</summary>
    public void Tell(TenantCounter counter, TenantLimits limits, in LimitVerdict verdict)
    {
        if ((verdict.Crossed & Thresholds.Warning) != 0)
        {
            Write(Thresholds.Warning, "warning", EventOutcome.Allow, counter, limits, $"{verdict.Used} of {limits.Rule.Limit} used: {limits.WarningPercent} % reached");
        }

        if ((verdict.Crossed & Thresholds.Burst) != 0)
        {
            Write(Thresholds.Burst, "burst", EventOutcome.Allow, counter, limits, $"{verdict.Used} used, beyond the limit of {limits.Rule.Limit}; bursts end at {limits.BurstCeiling}");
        }

        if ((verdict.Crossed & Thresholds.Violation) != 0)
        {
            bool previews = limits.Bucket.Mode == BucketMode.Preview;
            string reason = $"{verdict.Used} used of {limits.Rule.Limit}; {(previews ? "the bucket only previews, so nothing is denied" : "requests are denied until the window ends")}";
            Write(Thresholds.Violation, "violation", previews ? EventOutcome.Allow : EventOutcome.Deny, counter, limits, reason);
        }

        if ((verdict.Crossed & Thresholds.Below) != 0)
        {
            bool isDenied = verdict.Decision == RateLimitDecision.Denied;
            string name = verdict.Violated == LimitVerdict.TenantScope ? "concurrency" : limits.Bucket.Scopes[verdict.Violated].Id;
            string reason = $"{ReasonOf(limits, verdict)}; {(isDenied ? "it is denied" : "nothing is denied, as this only previews")}";
            Write(Thresholds.Below, "violation", isDenied ? EventOutcome.Deny : EventOutcome.Allow, counter, limits, reason, $":{name}");
        }
    }

    private static string ReasonOf(TenantLimits limits, in LimitVerdict verdict)
    {
        if (verdict.Violated == LimitVerdict.TenantScope)
        {
            return "A request was one too many at a time";
        }

        RateLimitPolicy policy = limits.Scopes[verdict.Violated].Policy;
        int concurrency = limits.Bucket.Scopes[verdict.Violated].Concurrency;
        return string.Create(CultureInfo.InvariantCulture, $"A request went beyond {policy.Limit} in {policy.Window.TotalSeconds:0.###} s{(concurrency > 0 ? $", or {concurrency} at a time," : "")} of one {limits.Bucket.Scopes[verdict.Violated].Id}");
    }

    private void Write(Thresholds threshold, string name, EventOutcome outcome, TenantCounter counter, TenantLimits limits, string reason, string below = "")
    {
        var told = new EdgeEvent($"system.org.rate_limit.{name}", EventSeverity.Warn, Actor, $"{counter.TenantId}/{limits.Bucket.Id}{below}", outcome, reason) { Tenant = counter.TenantId };
        if (counter.Lease is null)
        {
            events.Write(told);
        }
        else
        {
            long window = limits.Rule.WindowTicks;
            long left = limits.Rule.Algorithm == LimitAlgorithm.FixedWindow ? counter.Lease.WindowStart + window - clock.Now : window;
            _ = WriteFirstAsync(told, LeaseScript.ToldKeyOf(counter.TenantId, limits.Bucket.Id, threshold), (left > 0 ? left : window) - EarlyTicks);
        }
    }

    private async Task WriteFirstAsync(EdgeEvent told, string key, long ticks)
    {
        if (await leases.IsFirstAsync(key, ticks))
        {
            events.Write(told);
        }
    }
}
