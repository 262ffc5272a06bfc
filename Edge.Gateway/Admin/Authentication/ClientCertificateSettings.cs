using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>The section <c>clientCertificates</c> of <c>admin.json</c>, and the authorities it names.</summary>
/// <param name="Mode">Whether certificates are asked for.</param>
/// <param name="Authorities">The only authorities that are trusted, and any intermediate ones beside them.</param>
/// <param name="Fingerprint">Of the authorities' file: a connection that was verified against others is not trusted.</param>
/// <param name="Identities">Whom certificates name; the first that matches counts.</param>
internal sealed record ClientCertificateSettings(
    ClientCertificateMode Mode, X509Certificate2Collection Authorities, string Fingerprint, IReadOnlyList<(CertificateMatch Match, AdminIdentity Identity)> Identities)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth, RFC 5280 §4.2.1.12.

    public static ClientCertificateSettings Off { get; } = new(ClientCertificateMode.Off, [], "", []);

    /// <summary>How a presented certificate's chain is judged. Revocation lists are not asked for: remove the identity instead.</summary>
    public X509ChainPolicy NewChainPolicy(DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(Authorities);
        policy.ExtraStore.AddRange(Authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    /// <summary>Whom a connection's certificate names; null for nobody.</summary>
    public AdminIdentity? IdentityOf(VerifiedClientCertificate? certificate, DateTimeOffset now)
    {
        if (certificate is null || Mode == ClientCertificateMode.Off || certificate.Authorities != Fingerprint || certificate.NotAfter <= now)
        {
            return null;
        }

        foreach ((CertificateMatch match, AdminIdentity identity) in Identities)
        {
            if (certificate.Names.Contains(match))
            {
                return identity;
            }
        }

        return null;
    }
}
