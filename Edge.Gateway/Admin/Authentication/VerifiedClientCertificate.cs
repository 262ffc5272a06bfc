using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>A client certificate that a connection's handshake verified; a feature of the connection.</summary>
/// <param name="Names">All its names.</param>
/// <param name="NotAfter">Its end.</param>
/// <param name="Authorities">Fingerprint of the authorities that were trusted then.</param>
internal sealed record VerifiedClientCertificate(IReadOnlySet<CertificateMatch> Names, DateTimeOffset NotAfter, string Authorities)
{
    public static VerifiedClientCertificate Of(X509Certificate2 certificate, string authorities) =>
        new(CertificateMatch.NamesOf(certificate), certificate.NotAfter.ToUniversalTime(), authorities);
}
