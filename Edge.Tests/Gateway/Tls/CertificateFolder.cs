using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Tests.Gateway.Tls;

/// <summary>A folder of its own with certificates made for the test; removed with it.</summary>
internal sealed class CertificateFolder : IDisposable
{
    /// <summary>When the tests' certificates start to be valid, unless told otherwise.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A time at which they are valid.</summary>
    public static DateTimeOffset Now { get; } = Start.AddDays(30);

    public string Path { get; } = Directory.CreateTempSubdirectory("edge-certs-").FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        Protect(name);
    }

    public void Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        Protect(name);
    }

    /// <summary>Writes <c>NAME.pem</c> and <c>NAME.key</c>, and returns the certificate.</summary>
    public X509Certificate2 WritePem(string name, params string[] hosts)
    {
        X509Certificate2 certificate = Create(hosts);
        WritePem(name, certificate);
        return certificate;
    }

    public void WritePem(string name, X509Certificate2 certificate)
    {
        Write($"{name}.pem", certificate.ExportCertificatePem());
        Write($"{name}.key", KeyOf(certificate).ExportPkcs8PrivateKeyPem());
    }

    public static AsymmetricAlgorithm KeyOf(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey()!;

    public static X509Certificate2 Create(params string[] hosts) => Create(ECDsa.Create(ECCurve.NamedCurves.nistP256), Start, Start.AddYears(20), null, hosts);

    public static X509Certificate2 Create(AsymmetricAlgorithm key, DateTimeOffset from, DateTimeOffset until, string? usage, params string[] hosts)
    {
        string subject = $"CN={hosts[0]}";
        CertificateRequest request = key is ECDsa curve
            ? new CertificateRequest(subject, curve, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts)
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        return request.CreateSelfSigned(from, until);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Protect(string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
