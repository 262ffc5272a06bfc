using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Tls;

/// <summary>PFX files (PKCS#12, RFC 7292): certificate, key and chain in one.</summary>
internal static class PfxCertificateReader
{
    /// <summary>Reads the file; the leaf is the certificate that comes with a private key.</summary>
    public static X509Certificate2Collection? Read(
        CertificateOptions options, CertificateFiles files, out X509Certificate2? leaf, out CertificateProblem? problem)
    {
        leaf = null;
        if (options.Key is not null)
        {
            problem = new CertificateProblem(-1, "key", $"'{options.Key}' is not needed: '{files.CertificatePath}' is a PFX, which holds its key. Remove \"key\".");
            return null;
        }

        X509Certificate2Collection certificates;
        try
        {
            certificates = X509CertificateLoader.LoadPkcs12Collection(files.Certificate, options.Password);
        }
        catch (CryptographicException exception) when (exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            string message = options.Password is null
                ? $"'{files.CertificatePath}' is protected by a password, and none is given; set \"password\"."
                : $"The password does not open '{files.CertificatePath}'.";
            problem = new CertificateProblem(-1, "password", message);
            return null;
        }
        catch (CryptographicException exception)
        {
            problem = new CertificateProblem(-1, "certificate", $"'{files.CertificatePath}' is a damaged PFX: {exception.Message}");
            return null;
        }

        leaf = certificates.FirstOrDefault(static certificate => certificate.HasPrivateKey);
        problem = leaf is null
            ? new CertificateProblem(-1, "certificate", $"'{files.CertificatePath}' is a PFX without a private key; export it with the key.")
            : null;
        return certificates;
    }
}
