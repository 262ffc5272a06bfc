using Edge.Gateway.Http;
using Edge.Gateway.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Edge.Gateway.Access.Fingerprints;

/// <summary>Notes the fingerprint of each TLS connection.</summary>
internal static class FingerprintListenExtensions
{
    /// <summary>Call it after the listener has its TLS: it then runs once a handshake is done, and costs nothing for others.</summary>
    public static ListenOptions UseClientFingerprint(this ListenOptions listen)
    {
        listen.Use(static next => connection =>
        {
            if (connection.Features.Get<HandshakeFeature>()?.Hello is { } hello)
            {
                connection.Features.Set(new ClientFingerprint(Ja4.Of(hello)));
            }

            return next(connection);
        });
        return listen;
    }
}
