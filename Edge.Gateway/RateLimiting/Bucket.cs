using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>A set of endpoints that share a limit, per tenant. Immutable.</summary>
/// <param name="Id">As in <c>limits.json</c> and in the headers.</param>
/// <param name="Index">Place in <see cref="LimitTable.Buckets"/>.</param>
/// <param name="Policy">The limit of tenants without an override.</param>
/// <param name="Mode">Whether it denies.</param>
internal sealed record Bucket(string Id, int Index, RateLimitPolicy Policy, BucketMode Mode);
