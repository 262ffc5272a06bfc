using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Tls;

/// <summary>One certificate, ready to serve: all that a handshake needs is built here, once.</summary>
internal sealed class TlsCertificate
{
    /// <param name="options">The entry it came from.</param>
    /// <param name="loaded">The certificate with its key and chain.</param>
    /// <param name="minimum">The lowest version it is served with.</param>
    public TlsCertificate(CertificateOptions options, LoadedCertificate loaded, TlsMinimum minimum)
    {
        Options = options;
        Leaf = loaded.Leaf;
        Fingerprint = loaded.Fingerprint;
        Hosts = options.Hosts.Count > 0 ? options.Hosts : NamesIn(loaded.Leaf);
        ServerOptions = new SslServerAuthenticationOptions
        {
            // Offline: the chain is what the files hold, and no start waits for somebody's server.
            ServerCertificateContext = SslStreamCertificateContext.Create(loaded.Leaf, loaded.Chain, offline: true),
            EnabledSslProtocols = minimum == TlsMinimum.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], // Order is preference.
            AllowRenegotiation = false, // RFC 9113 §9.2.1.
            // No CipherSuitesPolicy and no AllowTlsResume=false: either builds an SSL_CTX for each connection (see OpenSslPolicy).
        };
    }

    /// <summary>The entry it came from.</summary>
    public CertificateOptions Options { get; }

    /// <summary>The server's own certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>Of the files it came from.</summary>
    public string Fingerprint { get; }

    /// <summary>The names it is chosen for.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>
    /// What <see cref="SslStream"/> takes. One instance for all handshakes: .NET keeps one SSL_CTX, with its session tickets,
    /// for each certificate and set of versions. Never changed after construction.
    /// </summary>
    public SslServerAuthenticationOptions ServerOptions { get; }

    private static List<string> NamesIn(X509Certificate2 leaf) =>
        [.. leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(static names => names.EnumerateDnsNames())];
}
