using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Tls;

namespace Edge.Tests.Gateway.Tls;

public sealed class SelfSignedCertificateTests : IDisposable
{
    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ensure_EmptyFolder_MakesAnEcdsaCertificateForLocalhost()
    {
        Assert.True(SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now));
        List<CertificateProblem> problems = [];
        CertificateTable? table = CertificateTable.Load(new TlsOptions(), _folder.Path, CertificateFolder.Now, problems);
        Assert.Empty(problems);
        X509Certificate2 leaf = table!.Find("acme.localhost").Leaf;
        Assert.Equal(256, leaf.GetECDsaPublicKey()!.KeySize);
        X509SubjectAlternativeNameExtension names = Assert.Single(leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        Assert.Equal(["localhost", "*.localhost"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1"], names.EnumerateIPAddresses().Select(static address => address.ToString()));
        Assert.Equal(TlsLimits.SelfSignedLifetime, leaf.NotAfter - leaf.NotBefore);
    }

    [Fact]
    public void Ensure_EmptyFolder_KeepsTheKeyToTheOwner()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such mode.");
            return;
        }

        SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.PathOf(SelfSignedCertificate.KeyPath)));
        Assert.Equal(2, Directory.GetFiles(_folder.PathOf("certs")).Length);
    }

    [Fact]
    public void Ensure_Again_KeepsTheFilesUntilNearTheEnd()
    {
        SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now);
        string first = File.ReadAllText(_folder.PathOf(SelfSignedCertificate.CertificatePath));
        Assert.False(SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now.AddDays(300)));
        Assert.Equal(first, File.ReadAllText(_folder.PathOf(SelfSignedCertificate.CertificatePath)));
        Assert.True(SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now.AddDays(384)));
        Assert.NotEqual(first, File.ReadAllText(_folder.PathOf(SelfSignedCertificate.CertificatePath)));
    }

    [Theory]
    [InlineData(SelfSignedCertificate.CertificatePath)]
    [InlineData(SelfSignedCertificate.KeyPath)]
    public void Ensure_BrokenFile_IsMadeAnew(string path)
    {
        SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now);
        File.WriteAllText(_folder.PathOf(path), "broken");
        Assert.True(SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now));
        Assert.False(SelfSignedCertificate.Ensure(_folder.Path, CertificateFolder.Now));
    }

    [Fact]
    public void Load_FolderThatCannotBeWritten_SaysSo()
    {
        _folder.Write("certs", "a file where the folder should be");
        List<CertificateProblem> problems = [];
        Assert.Null(CertificateTable.Load(new TlsOptions(), _folder.Path, CertificateFolder.Now, problems));
        CertificateProblem problem = Assert.Single(problems);
        Assert.StartsWith($"none is configured, and a self-signed one cannot be written to '{_folder.PathOf("certs")}': ", problem.Message, StringComparison.Ordinal);
    }
}
