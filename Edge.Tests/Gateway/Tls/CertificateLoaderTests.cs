using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Tls;

namespace Edge.Tests.Gateway.Tls;

public sealed class CertificateLoaderTests : IDisposable
{
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryLoad_PemPair_LoadsLeafWithKey()
    {
        _folder.WritePem("a", "a.example.com");
        AssertLoads(new() { Certificate = "a.pem", Key = "a.key" }, "CN=a.example.com");
    }

    [Fact]
    public void TryLoad_FullChainWithKeyInOneFile_LoadsLeafAndChain()
    {
        using X509Certificate2 leaf = CertificateFolder.Create("a.example.com");
        using X509Certificate2 issuer = CertificateFolder.Create("issuer");
        string key = CertificateFolder.KeyOf(leaf).ExportPkcs8PrivateKeyPem();
        _folder.Write("a.pem", $"# a comment\n{leaf.ExportCertificatePem()}\n{issuer.ExportCertificatePem()}\n{key}\n");
        LoadedCertificate loaded = AssertLoads(new() { Certificate = "a.pem" }, "CN=a.example.com");
        Assert.Equal("CN=issuer", Assert.Single(loaded.Chain).Subject);
    }

    [Fact]
    public void TryLoad_ChainBeforeLeaf_FindsTheLeafByItsKey()
    {
        using X509Certificate2 leaf = CertificateFolder.Create(RSA.Create(2048), CertificateFolder.Start, CertificateFolder.Start.AddYears(5), null, "a.example.com");
        using X509Certificate2 issuer = CertificateFolder.Create("issuer");
        _folder.WritePem("a", leaf);
        _folder.Write("a.pem", $"{issuer.ExportCertificatePem()}\n{leaf.ExportCertificatePem()}\n");
        AssertLoads(new() { Certificate = "a.pem", Key = "a.key" }, "CN=a.example.com");
    }

    [Fact]
    public void TryLoad_KeysInEveryForm_Load()
    {
        using ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        (AsymmetricAlgorithm Key, string Pem, string? Password)[] forms =
        [
            (curve, curve.ExportPkcs8PrivateKeyPem(), null),
            (curve, "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + curve.ExportECPrivateKeyPem(), null),
            (curve, curve.ExportEncryptedPkcs8PrivateKeyPem("secret", Encryption), "secret"),
            (rsa, rsa.ExportPkcs8PrivateKeyPem(), null),
            (rsa, rsa.ExportRSAPrivateKeyPem(), null),
            (rsa, rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", Encryption), "secret"),
        ];
        int loaded = 0;
        foreach ((AsymmetricAlgorithm key, string pem, string? password) in forms)
        {
            using X509Certificate2 certificate = CertificateFolder.Create(key, CertificateFolder.Start, CertificateFolder.Start.AddYears(5), ServerUsage, "a.example.com");
            _folder.Write("a.pem", certificate.ExportCertificatePem());
            _folder.Write("a.key", pem);
            AssertLoads(new() { Certificate = "a.pem", Key = "a.key", Password = password }, "CN=a.example.com");
            loaded++;
        }

        Assert.Equal(6, loaded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public void TryLoad_Pfx_LoadsLeafWithKey(string? password)
    {
        using X509Certificate2 certificate = CertificateFolder.Create("a.example.com");
        _folder.Write("a.pfx", certificate.Export(X509ContentType.Pfx, password));
        AssertLoads(new() { Certificate = "a.pfx", Password = password }, "CN=a.example.com");
    }

    [Fact]
    public void TryLoad_DerWithPemKey_Loads()
    {
        using X509Certificate2 certificate = _folder.WritePem("a", "a.example.com");
        _folder.Write("a.der", certificate.Export(X509ContentType.Cert));
        AssertLoads(new() { Certificate = "a.der", Key = "a.key" }, "CN=a.example.com");
    }

    [Fact]
    public void TryLoad_UnusableFiles_SaysWhatIsWrongWordForWord()
    {
        WriteUnusableFiles();
        (CertificateOptions Options, string Key, string Message)[] cases =
        [
            (Pem("no.pem"), "certificate", "'~/no.pem' does not exist; give a file, relative to the configuration folder or absolute."),
            (Pem("no/no.pem"), "certificate", "'~/no/no.pem' does not exist; give a file, relative to the configuration folder or absolute."),
            (Pem("a.pem", "no.key"), "key", "'~/no.key' does not exist; give a file, relative to the configuration folder or absolute."),
            (Pem("folder"), "certificate", "'~/folder' is a folder; give a file."),
            (Pem("large.pem"), "certificate", "'~/large.pem' has 1048577 bytes; a certificate or key file has at most 1048576."),
            (Pem("empty.pem"), "certificate", "'~/empty.pem' is empty."),
            (Pem("text.pem"), "certificate", "'~/text.pem' is neither a PEM nor a DER certificate nor a PFX; the file may be cut off."),
            (Pem("cut.pem", "a.key"), "certificate", "'~/cut.pem' holds no CERTIFICATE block; the PEM file must hold the server's certificate, and may hold its chain. The file may be cut off."),
            (Pem("a.key", "a.key"), "certificate", "'~/a.key' holds a PRIVATE KEY but no CERTIFICATE block; the PEM file must hold the server's certificate, and may hold its chain. The file may be cut off."),
            (Pem("a.pem"), "certificate", "'~/a.pem' holds a certificate but no private key; name the key's PEM file in \"key\"."),
            (Pem("a.der"), "certificate", "'~/a.der' holds a certificate but no private key; name the key's PEM file in \"key\"."),
            (Pem("a.pem", "text.pem"), "key", "'~/text.pem' holds no PEM private key; accepted are PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY. The file may be cut off."),
            (Pem("a.pem", "b.key"), "key", "'~/b.key' is not the private key of '~/a.pem' (CN=a.example.com); give the key that the certificate was issued for."),
            (Pem("a.pem", "r.key"), "key", "'~/r.key' is not the private key of '~/a.pem' (CN=a.example.com); give the key that the certificate was issued for."),
            (Pem("r.pem", "a.key"), "key", "'~/a.key' is not the private key of '~/r.pem' (CN=r.example.com); give the key that the certificate was issued for."),
            (Pem("a.pem", "encrypted.key"), "password", "'~/encrypted.key' is an encrypted private key, and no password is given; set \"password\"."),
            (Pem("a.pem", "encrypted.key", "wrong"), "password", "The password does not open the private key '~/encrypted.key'."),
            (Pem("a.pem", "old.key", "secret"), "key", "'~/old.key' is encrypted in OpenSSL's old form, which is not supported; convert it with 'openssl pkcs8 -topk8 -in OLD -out NEW'."),
            (Pem("a.pfx"), "password", "'~/a.pfx' is protected by a password, and none is given; set \"password\"."),
            (Pem("a.pfx", null, "wrong"), "password", "The password does not open '~/a.pfx'."),
            (Pem("a.pfx", "a.key", "secret"), "key", "'a.key' is not needed: '~/a.pfx' is a PFX, which holds its key. Remove \"key\"."),
            (Pem("public.pfx"), "certificate", "'~/public.pfx' is a PFX without a private key; export it with the key."),
            (Pem("client.pem", "client.key"), "certificate", "'~/client.pem' (CN=c.example.com) is not for TLS servers: its extended key usage lacks serverAuth. Use a server certificate."),
        ];
        foreach ((CertificateOptions options, string key, string message) in cases)
        {
            CertificateProblem problem = AssertFails(options);
            Assert.Equal((key, message), (problem.Key, problem.Message));
        }

        // These end with the platform's own words.
        Assert.StartsWith($"'{_folder.PathOf("damaged.pem")}' holds a damaged PEM certificate: ", AssertFails(Pem("damaged.pem")).Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{_folder.PathOf("damaged.key")}' holds a damaged or unsupported private key: ", AssertFails(Pem("a.pem", "damaged.key")).Message, StringComparison.Ordinal);
        Assert.Equal(23, cases.Length);
    }

    [Theory]
    [InlineData(-2, 10, "'~/a.pem' (CN=a.example.com) expires on 2026-02-10 00:00 UTC; renew it. A replaced file is taken up without a restart.")]
    [InlineData(-2, -1, "'~/a.pem' (CN=a.example.com) expired on 2026-01-30 00:00 UTC; it is served all the same, and clients refuse it. Renew it.")]
    [InlineData(1, 90, "'~/a.pem' (CN=a.example.com) is valid only from 2026-02-01 00:00 UTC; until then clients refuse it. Check this machine's clock.")]
    public void TryLoad_OutsideItsValidity_Warns(int fromDays, int untilDays, string message)
    {
        DateTimeOffset now = CertificateFolder.Now;
        using X509Certificate2 certificate = CertificateFolder.Create(ECDsa.Create(), now.AddDays(fromDays), now.AddDays(untilDays), null, "a.example.com");
        _folder.WritePem("a", certificate);
        List<CertificateProblem> problems = [];
        Assert.True(CertificateLoader.TryLoad(Pem("a.pem", "a.key"), _folder.Path, now, problems, out _));
        CertificateProblem warning = Assert.Single(problems);
        Assert.True(warning.IsWarning);
        Assert.Equal(message.Replace("~", _folder.Path, StringComparison.Ordinal), warning.Message);
    }

    [Fact]
    public void TryLoad_KeyReadableByAll_Warns()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such mode.");
            return;
        }

        _folder.WritePem("a", "a.example.com");
        File.SetUnixFileMode(_folder.PathOf("a.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        List<CertificateProblem> problems = [];
        Assert.True(CertificateLoader.TryLoad(Pem("a.pem", "a.key"), _folder.Path, CertificateFolder.Now, problems, out _));
        Assert.Equal($"'{_folder.PathOf("a.key")}' holds a private key that every user of this machine may read; run 'chmod o-r' on it.", Assert.Single(problems).Message);
    }

    [Fact]
    public void Options_AsText_HidesThePassword() =>
        Assert.Equal("a.pem for a.example.com", new CertificateOptions { Hosts = ["a.example.com"], Certificate = "a.pem", Password = "secret" }.ToString());

    private void WriteUnusableFiles()
    {
        using X509Certificate2 a = _folder.WritePem("a", "a.example.com");
        _folder.WritePem("b", "b.example.com");
        using X509Certificate2 r = CertificateFolder.Create(RSA.Create(2048), CertificateFolder.Start, CertificateFolder.Start.AddYears(5), null, "r.example.com");
        using X509Certificate2 client = CertificateFolder.Create(ECDsa.Create(), CertificateFolder.Start, CertificateFolder.Start.AddYears(5), ClientUsage, "c.example.com");
        _folder.WritePem("r", r);
        _folder.WritePem("client", client);
        _folder.Write("empty.pem", "");
        _folder.Write("text.pem", "not a certificate");
        _folder.Write("cut.pem", a.ExportCertificatePem()[..200]);
        _folder.Write("damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        _folder.Write("damaged.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        _folder.Write("encrypted.key", CertificateFolder.KeyOf(a).ExportEncryptedPkcs8PrivateKeyPem("secret", Encryption));
        _folder.Write("old.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        _folder.Write("a.pfx", a.Export(X509ContentType.Pfx, "secret"));
        _folder.Write("public.pfx", X509CertificateLoader.LoadCertificate(a.RawData).Export(X509ContentType.Pfx));
        _folder.Write("a.der", a.Export(X509ContentType.Cert));
        _folder.Write("large.pem", new byte[TlsLimits.MaxCertificateFileBytes + 1]);
        Directory.CreateDirectory(_folder.PathOf("folder"));
    }

    private static CertificateOptions Pem(string certificate, string? key = null, string? password = null) => new() { Certificate = certificate, Key = key, Password = password };

    private LoadedCertificate AssertLoads(CertificateOptions options, string subject)
    {
        List<CertificateProblem> problems = [];
        bool loads = CertificateLoader.TryLoad(options, _folder.Path, CertificateFolder.Now, problems, out LoadedCertificate? loaded);
        Assert.Empty(problems);
        Assert.True(loads);
        Assert.Equal(subject, loaded!.Leaf.Subject);
        Assert.True(loaded.Leaf.HasPrivateKey);
        return loaded;
    }

    private CertificateProblem AssertFails(CertificateOptions options)
    {
        List<CertificateProblem> problems = [];
        Assert.False(CertificateLoader.TryLoad(options, _folder.Path, CertificateFolder.Now, problems, out LoadedCertificate? loaded));
        Assert.Null(loaded);
        CertificateProblem problem = Assert.Single(problems);
        Assert.False(problem.IsWarning);
        return problem with { Message = problem.Message.Replace(_folder.Path + "/", problem.Message.Contains("damaged", StringComparison.Ordinal) ? _folder.Path + "/" : "~/", StringComparison.Ordinal) };
    }
}
