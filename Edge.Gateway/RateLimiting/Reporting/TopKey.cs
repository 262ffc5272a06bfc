using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>A key that was counted often, and how often at most.</summary>
internal readonly record struct TopKey(KeyHash Key, long Count);
