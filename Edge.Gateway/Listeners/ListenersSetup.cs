using Edge.Gateway.Config;
using Edge.Gateway.Connections;
using Edge.Gateway.Http;
using Edge.Gateway.Tls.Fingerprints;
using Edge.Gateway.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Listeners;

/// <summary>Tells Kestrel the client-facing listeners of the snapshot that is in force at the start.</summary>
/// <remarks>Not an <see cref="IConfigureOptions{TOptions}"/>: the host makes Kestrel's options before a configuration is loaded.</remarks>
internal sealed class ListenersSetup(SnapshotStore snapshots, IOptions<KestrelServerOptions> kestrel, OwnConnections own, IServiceProvider services)
{
    /// <summary>Call it once, before the host starts.</summary>
    public void Apply()
    {
        KestrelServerOptions options = kestrel.Value;
        ListenSettings settings = snapshots.Current.Get<ListenSettings>();
        if (settings.Https is { } https)
        {
            options.Listen(https, listen =>
            {
                NotePeer(listen);
                listen.UseEdgeHttps(services, new AnyClientCertificates(snapshots)).UseClientFingerprint();
                listen.UseHttp10Length();
            });
        }

        if (settings.Http is { } http)
        {
            options.Listen(http, listen =>
            {
                NotePeer(listen);
                listen.UseHttp10Length();
                listen.Protocols = HttpProtocols.Http1; // Cleartext HTTP/2 is for balancers that speak it by prior knowledge; none of the common ones do.
            });
        }
    }

    private void NotePeer(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(PeerAddress.Of(connection.RemoteEndPoint, own.Contains(connection.RemoteEndPoint)));
        return next(connection);
    });
}
