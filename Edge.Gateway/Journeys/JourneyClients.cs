using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Http;

namespace Edge.Gateway.Journeys;

/// <summary>Connections of journeys: their own, kept for seconds only, so that connecting and TLS are tried too.</summary>
internal static class JourneyClients
{
    /// <summary>Longest life of a connection.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(5);

    /// <summary>Talks to cells' servers, or from outside to a gateway.</summary>
    /// <param name="isInsecure">Takes any certificate.</param>
    public static HttpMessageInvoker Plain(bool isInsecure = false)
    {
        SocketsHttpHandler handler = Handler();
        handler.ConnectCallback = ConnectAsync;
        if (isInsecure)
        {
#pragma warning disable CA5359 // Asked for, for certificates that are self-signed.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return new HttpMessageInvoker(handler);
    }

    /// <summary>Talks to a listener of this process, whatever host a URL names.</summary>
    /// <remarks>A certificate of another host, or one that is over, is refused as clients refuse it. Who signed it is not asked: clients may trust whom this machine does not.</remarks>
    public static HttpMessageInvoker FrontDoor(IPEndPoint listener, OwnConnections own, TimeProvider time)
    {
        SocketsHttpHandler handler = Handler();
        handler.ConnectCallback = (_, cancellationToken) => own.ConnectAsync(listener, cancellationToken);
        handler.SslOptions.RemoteCertificateValidationCallback = (stream, certificate, _, errors) =>
            (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == SslPolicyErrors.None && certificate is X509Certificate2 one
            && one.MatchesHostname(((SslStream)stream).TargetHostName) && one.NotAfter.ToUniversalTime() > time.GetUtcNow();
        return new HttpMessageInvoker(handler);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // Names below "localhost" are this machine, whether or not a resolver knows them (RFC 6761, section 6.3).
        DnsEndPoint target = context.DnsEndPoint;
        bool isLocal = target.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(isLocal ? new IPEndPoint(IPAddress.Loopback, target.Port) : target, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = ConnectionLifetime,
        ConnectTimeout = TimeSpan.FromMinutes(1), // A step's own deadline is shorter.
    };
}
