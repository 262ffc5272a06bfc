namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>A key by its hash: the key itself, which may be secret, is never kept.</summary>
/// <param name="Low">Chooses the shard.</param>
/// <param name="High">Is the key in its shard; never zero.</param>
internal readonly record struct KeyHash(ulong Low, ulong High);
