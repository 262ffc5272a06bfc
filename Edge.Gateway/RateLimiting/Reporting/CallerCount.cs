using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>A busy caller, and how often at most it came.</summary>
/// <param name="Key">The caller.</param>
/// <param name="Text">As it is shown: tokens masked.</param>
/// <param name="Requests">Its requests that were looked at, at most.</param>
/// <param name="Denied">Of those, denied.</param>
internal readonly record struct CallerCount(KeyHash Key, string Text, long Requests, long Denied);
