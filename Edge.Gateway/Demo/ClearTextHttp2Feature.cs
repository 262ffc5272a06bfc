using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Edge.Gateway.Demo;

/// <summary>Tells Kestrel that a connection chose HTTP/2, as ALPN would.</summary>
/// <remarks>
/// On an endpoint of both protocols Kestrel takes HTTP/2 only from the ALPN result of a TLS connection. These two
/// features are all that it asks; the scheme of requests stays the one that the client sends.
/// </remarks>
internal sealed class ClearTextHttp2Feature : ITlsApplicationProtocolFeature, ITlsConnectionFeature
{
    private static readonly ClearTextHttp2Feature Instance = new();

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

    public X509Certificate2? ClientCertificate
    {
        get => null;
        set => throw new NotSupportedException("There is no TLS on this connection.");
    }

    /// <summary>Sets HTTP/2 for a connection whose HTTP layer has not begun.</summary>
    public static void Select(ConnectionContext connection)
    {
        connection.Features.Set<ITlsApplicationProtocolFeature>(Instance);
        connection.Features.Set<ITlsConnectionFeature>(Instance);
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
}
