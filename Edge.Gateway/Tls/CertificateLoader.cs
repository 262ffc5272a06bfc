using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Tls;

/// <summary>Reads a certificate and its key from PEM, DER or PFX files, and says exactly what is wrong when it cannot.</summary>
internal static class CertificateLoader
{
    private const string ServerAuthenticationOid = "1.3.6.1.5.5.7.3.1"; // id-kp-serverAuth, RFC 5280 §4.2.1.12.

    /// <summary>Loads one entry. Errors and warnings are added to <paramref name="problems"/>; false when there is an error.</summary>
    /// <param name="options">The entry.</param>
    /// <param name="folder">The configuration folder, from which relative paths count.</param>
    /// <param name="now">The time against which the validity is checked.</param>
    /// <param name="problems">Receives what is wrong; <see cref="CertificateProblem.Index"/> is -1.</param>
    /// <param name="certificate">The certificate with its key.</param>
    public static bool TryLoad(
        CertificateOptions options, string folder, DateTimeOffset now, List<CertificateProblem> problems, out LoadedCertificate? certificate)
    {
        certificate = null;
        CertificateFiles? files = CertificateFiles.Read(options, folder, out CertificateProblem? problem);
        if (files is null)
        {
            problems.Add(problem!);
            return false;
        }

        return TryLoad(options, files, now, problems, out certificate);
    }

    /// <summary>As above, from bytes that were read before.</summary>
    public static bool TryLoad(
        CertificateOptions options, CertificateFiles files, DateTimeOffset now, List<CertificateProblem> problems, out LoadedCertificate? certificate)
    {
        certificate = null;
        X509Certificate2Collection? found = null;
        X509Certificate2? leaf = null;
        CertificateProblem? problem;
        try
        {
            found = Parse(options, files, out leaf, out problem);
        }
        catch (CryptographicException exception) // What the readers do not expect must not end a node that reloads.
        {
            problem = new CertificateProblem(-1, "certificate", $"'{files.CertificatePath}' cannot be used: {exception.Message}");
        }

        if (found is not null && leaf is not null && problem is null)
        {
            problem = CheckUsage(leaf, files.CertificatePath);
        }

        if (problem is not null)
        {
            problems.Add(problem);
            return false;
        }

        found!.Remove(leaf!);
        AddWarnings(leaf!, files, now, problems);
        certificate = new LoadedCertificate(leaf!, found, files.Fingerprint);
        return true;
    }

    private static X509Certificate2Collection? Parse(
        CertificateOptions options, CertificateFiles files, out X509Certificate2? leaf, out CertificateProblem? problem)
    {
        leaf = null;
        if (files.Certificate.Length == 0)
        {
            problem = new CertificateProblem(-1, "certificate", $"'{files.CertificatePath}' is empty.");
            return null;
        }

        if (PemCertificateReader.IsPem(files.Certificate))
        {
            return PemCertificateReader.Read(options, files, out leaf, out problem);
        }

        X509ContentType type;
        try
        {
            type = X509Certificate2.GetCertContentType(files.Certificate);
        }
        catch (CryptographicException)
        {
            type = X509ContentType.Unknown;
        }

        switch (type)
        {
            case X509ContentType.Pfx:
                return PfxCertificateReader.Read(options, files, out leaf, out problem);
            case X509ContentType.Cert:
                X509Certificate2Collection one = [X509CertificateLoader.LoadCertificate(files.Certificate)];
                leaf = PemCertificateReader.AttachKey(one, options, files, out problem);
                return one;
            default:
                problem = new CertificateProblem(
                    -1, "certificate", $"'{files.CertificatePath}' is neither a PEM nor a DER certificate nor a PFX; the file may be cut off.");
                return null;
        }
    }

    /// <summary>A certificate that says what it is for must say that it is for servers; clients refuse it otherwise.</summary>
    private static CertificateProblem? CheckUsage(X509Certificate2 leaf, string path)
    {
        foreach (X509EnhancedKeyUsageExtension usage in leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>())
        {
            if (!usage.EnhancedKeyUsages.Cast<Oid>().Any(static oid => oid.Value == ServerAuthenticationOid))
            {
                return new CertificateProblem(
                    -1, "certificate", $"'{path}' ({leaf.Subject}) is not for TLS servers: its extended key usage lacks serverAuth. Use a server certificate.");
            }
        }

        return null;
    }

    private static void AddWarnings(X509Certificate2 leaf, CertificateFiles files, DateTimeOffset now, List<CertificateProblem> problems)
    {
        string name = $"'{files.CertificatePath}' ({leaf.Subject})";
        DateTimeOffset notBefore = leaf.NotBefore.ToUniversalTime();
        DateTimeOffset notAfter = leaf.NotAfter.ToUniversalTime();
        if (now >= notAfter)
        {
            Warn("certificate", $"{name} expired on {notAfter:yyyy-MM-dd HH:mm} UTC; it is served all the same, and clients refuse it. Renew it.");
        }
        else if (now < notBefore)
        {
            Warn("certificate", $"{name} is valid only from {notBefore:yyyy-MM-dd HH:mm} UTC; until then clients refuse it. Check this machine's clock.");
        }
        else if (notAfter - now < TlsLimits.ExpiryWarning)
        {
            Warn("certificate", $"{name} expires on {notAfter:yyyy-MM-dd HH:mm} UTC; renew it. A replaced file is taken up without a restart.");
        }

        string keyHolder = files.KeyPath ?? files.CertificatePath;
        if (!OperatingSystem.IsWindows() && File.Exists(keyHolder) && (File.GetUnixFileMode(keyHolder) & UnixFileMode.OtherRead) != 0)
        {
            Warn(files.KeyPath is null ? "certificate" : "key", $"'{keyHolder}' holds a private key that every user of this machine may read; run 'chmod o-r' on it.");
        }

        void Warn(string key, string message) => problems.Add(new CertificateProblem(-1, key, message, IsWarning: true));
    }
}
