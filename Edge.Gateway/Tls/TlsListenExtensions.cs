using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Edge.Gateway.Tls;

/// <summary>Puts TLS on a listener.</summary>
internal static class TlsListenExtensions
{
    /// <summary>
    /// HTTP/1.1 and HTTP/2 over TLS with the certificates of <see cref="CertificateStore"/>, which must have been applied
    /// before the first connection.
    /// </summary>
    /// <param name="listen">The listener.</param>
    /// <param name="services">Where the certificates are.</param>
    /// <param name="clients">Asks for client certificates; null for none.</param>
    /// <remarks>
    /// Kestrel's <see cref="TlsHandshakeCallbackOptions"/> carries the choice, because it takes a whole prepared
    /// <see cref="SslServerAuthenticationOptions"/>. <c>ServerCertificateSelector</c> takes a bare certificate, whose chain is
    /// then built in every handshake: nearly twice the CPU time.
    /// </remarks>
    public static ListenOptions UseEdgeHttps(this ListenOptions listen, IServiceProvider services, IClientCertificates? clients = null)
    {
        CertificateStore store = services.GetRequiredService<CertificateStore>();
        TlsMetrics metrics = services.GetRequiredService<TlsMetrics>();
        TlsUsage usage = services.GetRequiredService<TlsUsage>();
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        ILogger<HandshakeMiddleware> logger = services.GetRequiredService<ILogger<HandshakeMiddleware>>();

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(next => new HandshakeMiddleware(next, store, metrics, usage, time, logger).OnConnectionAsync);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = clients is null
                ? static context => new(SelectCertificate(context))
                : context => new(clients.Configure(context.Connection, SelectCertificate(context))),
            OnConnectionState = store,
            // HandshakeMiddleware holds the deadline, from the accepted connection on, so Kestrel's must lie behind it. It
            // cannot be infinite: Kestrel accepts that value here, and then fails every connection on it.
            HandshakeTimeout = TlsLimits.HandshakeTimeout * 2,
        });
        listen.Use(next => connection => HandshakeMiddleware.OnCompletedAsync(connection, next, metrics, usage));
        return listen;
    }

    private static SslServerAuthenticationOptions SelectCertificate(TlsHandshakeCallbackContext context)
    {
        CertificateTable table = ((CertificateStore)context.State!).Current;

        // Our own reading sees a name that lies across records; SslStream's does not. Malformed hellos get the default.
        string? serverName = context.Connection.Features.Get<HandshakeFeature>()?.Hello?.ServerName;
        return table.Find(serverName).ServerOptions;
    }
}
