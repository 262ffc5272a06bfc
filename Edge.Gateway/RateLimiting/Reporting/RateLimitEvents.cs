namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How often thresholds were reached within the last hour, on this node.</summary>
internal sealed record RateLimitEvents(long Warnings, long Bursts, long Violations);
