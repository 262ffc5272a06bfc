using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>ja4</c>: the fingerprint of the client's TLS software, when the listener takes it.</summary>
internal sealed class Ja4Part : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        if (source.Context.Features.Get<ClientFingerprint>() is not { } fingerprint)
        {
            return false;
        }

        hasher.Add(fingerprint.Ja4);
        return true;
    }
}
