namespace Edge.Gateway.Http;

/// <summary>What the limit headers say: the scope nearest to exhaustion.</summary>
/// <param name="Policy">Name and quota as sent in <c>RateLimit-Policy</c>; null when no bucket matched.</param>
/// <param name="Remaining">Requests left in the window, never negative.</param>
/// <param name="ResetSeconds">Seconds until more is available, rounded up, at least 1.</param>
/// <param name="ResetEpochSeconds">The same moment, in seconds since 1970.</param>
/// <param name="Decision">Whether the request was let through.</param>
internal readonly record struct RateLimitOutcome(RateLimitPolicy? Policy, long Remaining, long ResetSeconds, long ResetEpochSeconds, RateLimitDecision Decision);
