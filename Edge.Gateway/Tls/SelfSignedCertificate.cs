using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Gateway.Tls;

/// <summary>
/// The default certificate when none is configured: ECDSA P-256 for <c>localhost</c>, <c>*.localhost</c>, 127.0.0.1 and ::1,
/// kept in files so that a browser's exception outlives a restart.
/// </summary>
internal static class SelfSignedCertificate
{
    /// <summary>The certificate, below the configuration folder.</summary>
    public const string CertificatePath = "certs/self-signed.pem";

    /// <summary>Its key, readable by the owner alone.</summary>
    public const string KeyPath = "certs/self-signed.key";

    /// <summary>The entry that stands for it among the configured ones.</summary>
    public static CertificateOptions Options { get; } = new() { Hosts = ["*"], Certificate = CertificatePath, Key = KeyPath };

    /// <summary>
    /// Makes the files when they are absent, unreadable or near their end.
    /// </summary>
    /// <returns>Whether they were written.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static bool Ensure(string folder, DateTimeOffset now)
    {
        if (IsGood(folder, now))
        {
            return false;
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Create(key, now);
        string certificatePath = CertificateFiles.Resolve(folder, CertificatePath);
        Directory.CreateDirectory(Path.GetDirectoryName(certificatePath)!);
        Write(CertificateFiles.Resolve(folder, KeyPath), key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(
            certificatePath,
            certificate.ExportCertificatePem(),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return true;
    }

    private static bool IsGood(string folder, DateTimeOffset now)
    {
        if (!CertificateLoader.TryLoad(Options, folder, now, [], out LoadedCertificate? loaded))
        {
            return false;
        }

        using X509Certificate2 leaf = loaded!.Leaf;
        return leaf.NotAfter.ToUniversalTime() - now > TlsLimits.ExpiryWarning && now >= leaf.NotBefore.ToUniversalTime();
    }

    private static X509Certificate2 Create(ECDsa key, DateTimeOffset now)
    {
        CertificateRequest request = new("CN=localhost, O=Self-signed by the edge gateway", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddDnsName("*.localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset start = now.AddHours(-1); // A client's clock may be a little behind.
        return request.CreateSelfSigned(start, start + TlsLimits.SelfSignedLifetime);
    }

    /// <summary>Writes beside the file and renames, so that a reader never sees half of it; the mode is set before the first byte.</summary>
    private static void Write(string path, string text, UnixFileMode mode)
    {
        string draft = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(draft); // One left by a killed process would keep its own mode.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (StreamWriter writer = new(draft, options))
        {
            writer.Write(text);
            writer.Write('\n');
        }

        File.Move(draft, path, overwrite: true);
    }
}
