using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Tls;

/// <summary>A certificate with its private key and the rest of its chain, as the files hold them.</summary>
/// <param name="Leaf">The server's own certificate, with its private key.</param>
/// <param name="Chain">The other certificates of the file, sent to clients as intermediates.</param>
/// <param name="Fingerprint">Of the files, see <see cref="CertificateFiles.Fingerprint"/>.</param>
internal sealed record LoadedCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain, string Fingerprint);
