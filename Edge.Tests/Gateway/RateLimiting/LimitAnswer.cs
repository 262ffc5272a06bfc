namespace Edge.Tests.Gateway.RateLimiting;

/// <summary>What a client is told of its limits.</summary>
internal sealed record LimitAnswer(int Status, long Limit, long Remaining, DateTimeOffset Reset, string Policy, string State, TimeSpan? RetryAfter);
