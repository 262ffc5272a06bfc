using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Config;
using Microsoft.AspNetCore.Connections;

namespace Edge.Gateway.Tls;

/// <summary>Asks the clients of the client-facing listener for certificates while <see cref="ClientCertificateWish"/> says so, and takes whatever they have, also none.</summary>
/// <remarks>The handshake proves that a client has the key of its certificate. Whom it names is nobody's word here: it only tells clients apart. The origin never sees it.</remarks>
internal sealed class AnyClientCertificates(SnapshotStore snapshots) : IClientCertificates
{
    public SslServerAuthenticationOptions Configure(ConnectionContext connection, SslServerAuthenticationOptions options) =>
        !snapshots.Current.Get<ClientCertificateWish>().IsWanted ? options : new SslServerAuthenticationOptions
        {
            ServerCertificateContext = options.ServerCertificateContext,
            EnabledSslProtocols = options.EnabledSslProtocols,
            ApplicationProtocols = options.ApplicationProtocols,
            AllowRenegotiation = false,
            AllowTlsResume = false, // Each connection shows its certificate.
            ClientCertificateRequired = true, // Asks; the callback decides about none.
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, // Nobody is trusted, so no chain is looked for.
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
#pragma warning disable CA5359 // See the remarks.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        };
}
