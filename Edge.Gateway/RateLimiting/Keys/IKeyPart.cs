using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>One thing that a key is made of. Immutable.</summary>
internal interface IKeyPart
{
    /// <summary>Whether the body must be there.</summary>
    bool NeedsBody => false;

    /// <summary>Adds its value to a key.</summary>
    /// <returns>False when the request does not have it; the caller then adds that it is missing.</returns>
    bool TryAdd(ref KeyHasher hasher, in KeySource source);
}
