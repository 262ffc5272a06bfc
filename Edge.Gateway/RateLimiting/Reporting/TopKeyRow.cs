namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>A busy key as it is shown: by its hash, as keys may be secret.</summary>
/// <param name="Key">The same key has the same hash until the node restarts.</param>
/// <param name="Count">Its requests, at most.</param>
internal sealed record TopKeyRow(string Key, long Count);
