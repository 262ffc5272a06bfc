using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>One thing that a key is made of. Immutable.</summary>
internal interface IKeyPart
{
    /// <summary>Whether the body must be there.</summary>
    bool NeedsBody => false;

    /// <summary>Whether its value is the name of a user, which people may see.</summary>
    bool NamesUser => false;

    /// <summary>Its value as people read it; null when the request does not have it, or it is nothing to read.</summary>
    string? Read(in KeySource source) => null;

    /// <summary>Adds its value to a key.</summary>
    /// <returns>False when the request does not have it; the caller then adds that it is missing.</returns>
    bool TryAdd(ref KeyHasher hasher, in KeySource source);
}
