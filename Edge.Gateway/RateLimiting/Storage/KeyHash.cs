namespace Edge.Gateway.RateLimiting.Storage;

/// <summary>A key by its 128-bit hash: the key itself, which may be secret, is never kept. Never all zero.</summary>
internal readonly record struct KeyHash(ulong Low, ulong High);
