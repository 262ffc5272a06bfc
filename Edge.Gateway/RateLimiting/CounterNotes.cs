using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>What is noted of a tenant's requests in a bucket beside its count: demand, totals, thresholds. Under the counter's lock.</summary>
internal static class CounterNotes
{
    /// <summary>What was asked for, within and beyond the limit, for the next sharing out.</summary>
    public static void Demand(TenantCounter counter, long cost, bool isWithin)
    {
        if (isWithin)
        {
            counter.DemandWithin += cost;
        }
        else
        {
            counter.DemandBeyond += cost;
        }

        if (!counter.IsListed)
        {
            counter.IsListed = true;
            counter.Burst.List(counter);
        }
    }

    /// <summary>A denial, and what it is the first of.</summary>
    /// <param name="counter">The tenant's counter in the bucket.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="by"><see cref="Thresholds.Violation"/> when the tenant's own limit denies, else <see cref="Thresholds.Below"/>.</param>
    /// <param name="now">Now.</param>
    /// <param name="verdict">Takes what is to be told.</param>
    public static void Denial(TenantCounter counter, TenantLimits limits, Thresholds by, long now, ref LimitVerdict verdict)
    {
        verdict.Crossed = Cross(counter, limits, by | (verdict.Used >= limits.WarningAt ? Thresholds.Warning : Thresholds.None), now);
        ref Reporting.CounterTotals totals = ref counter.Totals;
        totals.Denied++;
        totals.LastSeen = now;
        long second = (now / TimeSpan.TicksPerSecond) + 1;
        if (second != totals.LastDeniedSecond)
        {
            totals.LastDeniedSecond = second;
            totals.ImpactSeconds++;
        }
    }

    /// <summary>A request let through, and the thresholds it has crossed.</summary>
    public static void Allowed(TenantCounter counter, TenantLimits limits, bool isBurst, long now, ref LimitVerdict verdict)
    {
        counter.Totals.Allowed++;
        counter.Totals.LastSeen = now;
        Thresholds reached = verdict.Used >= limits.WarningAt ? Thresholds.Warning : Thresholds.None;
        if (isBurst)
        {
            counter.Totals.Bursted++;
            reached |= Thresholds.Burst;
            if (verdict.Used >= limits.BurstCeiling)
            {
                reached |= Thresholds.Violation; // Okta's example: limit 600, multiplier 5, violation at 3000.
            }
        }

        if (verdict.Decision == RateLimitDecision.Preview)
        {
            reached |= verdict.Violated == LimitVerdict.TenantScope ? Thresholds.Violation : Thresholds.Below;
        }
        else if (verdict.Decision == RateLimitDecision.None)
        {
            verdict.Decision = RateLimitDecision.Allowed;
        }

        verdict.Crossed = Cross(counter, limits, reached, now);
    }

    /// <summary>The thresholds that were not told yet in this window.</summary>
    private static Thresholds Cross(TenantCounter counter, TenantLimits limits, Thresholds reached, long now)
    {
        long start = limits.Rule.Algorithm == LimitAlgorithm.FixedWindow ? counter.Lease?.WindowStart ?? counter.State.Mark
            : now - counter.ToldSince < limits.Rule.WindowTicks ? counter.ToldSince
            : now;
        if (start != counter.ToldSince)
        {
            (counter.ToldSince, counter.Told) = (start, Thresholds.None);
        }

        Thresholds crossed = reached & ~counter.Told;
        counter.Told |= crossed;
        if (crossed != Thresholds.None)
        {
            counter.Totals.Told(crossed);
        }

        return crossed;
    }
}
