using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>certificate</c>: the client's certificate, by its thumbprint.</summary>
internal sealed class CertificatePart : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        if (!source.Context.Request.IsHttps || source.Context.Connection.ClientCertificate is not { } certificate)
        {
            return false;
        }

        hasher.Add(certificate.Thumbprint);
        return true;
    }
}
