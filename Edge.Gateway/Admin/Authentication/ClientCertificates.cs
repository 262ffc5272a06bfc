using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Config;
using Edge.Gateway.Tls;
using Microsoft.AspNetCore.Connections;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Asks for client certificates on the ops listener, and notes on the connection whom a good one names.</summary>
/// <remarks>
/// None is demanded in the handshake, or probes and Prometheus would need one too: the gate of the admin API demands it. One that
/// is presented and not good ends the handshake.
/// </remarks>
internal sealed class ClientCertificates(SnapshotStore snapshots, AdminAudit audit, TimeProvider time) : IClientCertificates
{
    public SslServerAuthenticationOptions Configure(ConnectionContext connection, SslServerAuthenticationOptions options)
    {
        ClientCertificateSettings settings = snapshots.Current.Get<ClientCertificateSettings>();
        return settings.Mode == ClientCertificateMode.Off ? options : new SslServerAuthenticationOptions
        {
            ServerCertificateContext = options.ServerCertificateContext,
            EnabledSslProtocols = options.EnabledSslProtocols,
            ApplicationProtocols = options.ApplicationProtocols,
            AllowRenegotiation = false,
            AllowTlsResume = false, // Each connection shows its certificate. An SSL_CTX for each costs nothing that matters here.
            ClientCertificateRequired = true, // Asks; the callback decides about none.
            CertificateChainPolicy = settings.NewChainPolicy(time.GetUtcNow()),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => Accept(connection, settings, certificate as X509Certificate2, errors),
        };
    }

    private bool Accept(ConnectionContext connection, ClientCertificateSettings settings, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return true;
        }

        if (errors == SslPolicyErrors.None)
        {
            connection.Features.Set(VerifiedClientCertificate.Of(certificate, settings.Fingerprint));
            return true;
        }

        audit.CertificateRefused(Callers.AddressOf((connection.RemoteEndPoint as IPEndPoint)?.Address), $"No trusted authority vouches for the client certificate, or it has ended ({errors}).");
        return false;
    }
}
