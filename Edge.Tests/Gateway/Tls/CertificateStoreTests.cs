using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Edge.Gateway.Tls;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Tls;

public sealed class CertificateStoreTests : IDisposable
{
    private readonly CertificateFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTime _time = new(CertificateFolder.Now);
    private readonly RecordedLog<CertificateStore> _log = new();
    private readonly CountedMetrics _counted;
    private readonly CertificateStore _store;

    public CertificateStoreTests()
    {
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _counted = new CountedMetrics(meters);
        _store = new CertificateStore(new TlsMetrics(meters), _time, _log);
    }

    public void Dispose()
    {
        _store.Dispose();
        _counted.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Current_BeforeApply_Throws() => Assert.Throws<InvalidOperationException>(() => _store.Current);

    [Fact]
    public void TryApply_Error_KeepsWhatIsInForce()
    {
        ApplyOne();
        CertificateTable before = _store.Current;
        List<CertificateProblem> problems = [];
        Assert.False(_store.TryApply(new TlsOptions { Certificates = [new() { Certificate = "none.pem" }] }, _folder.Path, problems));
        Assert.Single(problems);
        Assert.Same(before, _store.Current);
    }

    [Fact]
    public void CheckOnce_NothingChanged_KeepsTheTable()
    {
        ApplyOne();
        CertificateTable before = _store.Current;
        Assert.False(_store.CheckOnce());
        Assert.Same(before, _store.Current);
    }

    [Fact]
    public void CheckOnce_ReplacedPair_IsTakenUpAndTheOthersStay()
    {
        _folder.WritePem("b", "b.example.com");
        ApplyOne(new CertificateOptions { Certificate = "b.pem", Key = "b.key" });
        TlsCertificate other = _store.Current.Find("b.example.com");
        using X509Certificate2 renewed = _folder.WritePem("a", "a.example.com");
        Assert.True(_store.CheckOnce());
        Assert.Equal(renewed.Thumbprint, _store.Current.Find("a.example.com").Leaf.Thumbprint);
        Assert.Same(other, _store.Current.Find("b.example.com")); // Its prepared context and session tickets live on.
        Assert.Equal(1, _counted["edge.tls.certificate.reloads ok"]);
        Assert.Equal(["Information: Certificate a.pem was read again; it is valid until 2046-01-01 00:00:00Z."], _log.Lines);
    }

    [Fact]
    public void CheckOnce_HalfWrittenPair_KeepsTheLastGoodAndTellsOnce()
    {
        ApplyOne();
        string before = _store.Current.Default.Leaf.Thumbprint;
        using X509Certificate2 renewed = CertificateFolder.Create("a.example.com");
        _folder.Write("a.pem", renewed.ExportCertificatePem());
        Assert.False(_store.CheckOnce());
        Assert.False(_store.CheckOnce());
        Assert.Equal(before, _store.Current.Default.Leaf.Thumbprint);
        Assert.Equal(1, _counted["edge.tls.certificate.reloads failed"]);
        Assert.Equal(
            [$"Error: Certificate a.pem changed but cannot be used, so the last good one stays: '{_folder.PathOf("a.key")}' is not the private key of '{_folder.PathOf("a.pem")}' (CN=a.example.com); give the key that the certificate was issued for."],
            _log.Lines);

        _folder.Write("a.key", CertificateFolder.KeyOf(renewed).ExportPkcs8PrivateKeyPem());
        Assert.True(_store.CheckOnce());
        Assert.Equal(renewed.Thumbprint, _store.Current.Default.Leaf.Thumbprint);
    }

    [Fact]
    public void CheckOnce_FileGoneAndBack_KeepsServingAndSaysSoEachTime()
    {
        ApplyOne();
        CertificateTable before = _store.Current;
        for (int round = 0; round < 2; round++)
        {
            File.Move(_folder.PathOf("a.pem"), _folder.PathOf("away"));
            Assert.False(_store.CheckOnce());
            File.Move(_folder.PathOf("away"), _folder.PathOf("a.pem"));
            Assert.False(_store.CheckOnce());
        }

        Assert.Same(before, _store.Current);
        Assert.Equal(2, _counted["edge.tls.certificate.reloads failed"]);
    }

    [Fact]
    public void Poll_WithoutAnyNotice_FindsTheChange()
    {
        ApplyOne();
        using X509Certificate2 renewed = _folder.WritePem("a", "a.example.com");
        _time.Advance(TlsLimits.ReloadPoll);
        Assert.Equal(renewed.Thumbprint, _store.Current.Default.Leaf.Thumbprint);
    }

    [Fact]
    public void Poll_SelfSignedNearItsEnd_IsMadeAnew()
    {
        Assert.True(_store.TryApply(new TlsOptions(), _folder.Path, []));
        string before = _store.Current.Default.Leaf.Thumbprint;
        _time.Advance(TimeSpan.FromDays(300));
        Assert.Equal(before, _store.Current.Default.Leaf.Thumbprint);
        _time.Advance(TimeSpan.FromDays(85));
        Assert.NotEqual(before, _store.Current.Default.Leaf.Thumbprint);
        Assert.True(_store.Current.Default.Leaf.NotAfter.ToUniversalTime() > _time.GetUtcNow().AddDays(390));
    }

    private void ApplyOne(params CertificateOptions[] others)
    {
        _folder.WritePem("a", "a.example.com");
        TlsOptions options = new() { Certificates = [new() { Hosts = ["a.example.com"], Certificate = "a.pem", Key = "a.key" }, .. others] };
        List<CertificateProblem> problems = [];
        Assert.True(_store.TryApply(options, _folder.Path, problems));
        Assert.Empty(problems);
    }
}
