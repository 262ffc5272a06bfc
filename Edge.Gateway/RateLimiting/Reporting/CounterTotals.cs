using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>What a counter has seen since the start; under the counter's lock.</summary>
internal struct CounterTotals
{
    public long Allowed;
    public long Bursted;
    public long Denied;

    /// <summary>Thresholds that were told, by kind.</summary>
    public long Warnings;
    public long Bursts;
    public long Violations;

    /// <summary>Denials by the tenant's own limit since the judge looked last.</summary>
    public long DeniedLately;

    /// <summary>Seconds in which something was denied: the impact time.</summary>
    public long ImpactSeconds;

    public long LastDeniedSecond;
    public long LastSeen;

    /// <summary>Counts what is told for the first time in a window.</summary>
    public void Told(Thresholds crossed)
    {
        Warnings += (crossed & Thresholds.Warning) != 0 ? 1 : 0;
        Bursts += (crossed & Thresholds.Burst) != 0 ? 1 : 0;
        Violations += (crossed & Thresholds.Violation) != 0 ? 1 : 0;
    }

    /// <summary>As the history counts.</summary>
    public readonly UsageCounts ToCounts()
    {
        UsageCounts counts = default;
        counts[(int)UsageKind.Within] = Allowed - Bursted;
        counts[(int)UsageKind.Burst] = Bursted;
        counts[(int)UsageKind.Denied] = Denied;
        counts[(int)UsageKind.Warnings] = Warnings;
        counts[(int)UsageKind.Bursts] = Bursts;
        counts[(int)UsageKind.Violations] = Violations;
        return counts;
    }
}
