using Edge.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Tls;

public sealed class CertificateTableTests : IDisposable
{
    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("www.example.com", "exact")]
    [InlineData("WWW.Example.COM", "exact")]
    [InlineData("api.example.com", "wildcard")]
    [InlineData("example.com", "default")] // A wildcard stands for one label, not none …
    [InlineData("a.b.example.com", "default")] // … nor two.
    [InlineData("x.b.example.com.evil", "default")]
    [InlineData(".example.com", "default")]
    [InlineData("deep.www.example.com", "deep")]
    [InlineData("unknown", "default")]
    [InlineData("", "default")]
    public void Find_Name_TakesExactThenWildcardThenDefault(string name, string expected)
    {
        CertificateTable table = Load(
            Entry("wildcard", "*.example.com"), Entry("exact", "www.example.com"), Entry("deep", "*.www.example.com"), Entry("default", "*"));
        Assert.Equal($"{expected}.pem", table.Find(name).Options.Certificate);
    }

    [Fact]
    public void Find_WithoutStarEntry_FirstIsTheDefault() =>
        Assert.Equal("one.pem", Load(Entry("one", "a.example.com"), Entry("two", "b.example.com")).Find("c.example.com").Options.Certificate);

    [Fact]
    public void Find_EntryWithoutHosts_HasTheNamesOfItsCertificate()
    {
        _folder.WritePem("san", "a.example.org", "*.b.example.org");
        CertificateTable table = Load(Entry("one", "x.example.com"), new CertificateOptions { Certificate = "san.pem", Key = "san.key" });
        Assert.Equal("san.pem", table.Find("a.example.org").Options.Certificate);
        Assert.Equal("san.pem", table.Find("any.b.example.org").Options.Certificate);
        Assert.Equal("one.pem", table.Find("b.example.org").Options.Certificate);
    }

    [Fact]
    public void Find_AnyName_AllocatesNothing()
    {
        CertificateTable table = Load(Entry("wildcard", "*.example.com"), Entry("exact", "www.example.com"));
        string[] names = ["www.example.com", "API.example.com", "unknown.example.org", ""];
        int found = 0;
        Assert.Equal(0, Allocations.Of(() => found = Sum(table, names, 1000)));
        Assert.Equal(4000, found);
    }

    [Fact]
    public void Load_BadEntries_ReportsAllOfThemByIndexAndKey()
    {
        TlsOptions options = new()
        {
            Certificates =
            [
                Entry("one", "a.example.com", "a*.example.com", "example.com:8443", "", "a..b", "*."),
                new CertificateOptions { Certificate = "none.pem" },
            ],
        };
        List<CertificateProblem> problems = [];
        Assert.Null(CertificateTable.Load(options, _folder.Path, CertificateFolder.Now, problems));
        const string Accepted = "accepted are a DNS name, '*.' before one for exactly one label, and '*' for the default";
        Assert.Equal(
            [
                (0, "hosts", $"'a*.example.com' has a wildcard that is not its whole first label; {Accepted}."),
                (0, "hosts", $"'example.com:8443' has characters that a host has not; {Accepted}. Write an international name in its 'xn--' form, and no port."),
                (0, "hosts", $"'' is not a host; {Accepted}."),
                (0, "hosts", $"'a..b' has a label that is empty or above 63 characters; {Accepted}."),
                (0, "hosts", $"'*.' is not a host; {Accepted}."),
                (1, "certificate", $"'{_folder.PathOf("none.pem")}' does not exist; give a file, relative to the configuration folder or absolute."),
            ],
            problems.Where(static problem => !problem.IsWarning).Select(static problem => (problem.Index, problem.Key, problem.Message)));
    }

    [Theory]
    [InlineData("a.example.com")]
    [InlineData("A.EXAMPLE.com")]
    [InlineData("*.example.com")]
    [InlineData("*")]
    public void Load_HostOfTwoEntries_IsAnError(string host)
    {
        List<CertificateProblem> problems = [];
        TlsOptions options = new() { Certificates = [Entry("one", "a.example.com", "*.example.com", "*"), Entry("two", host)] };
        Assert.Null(CertificateTable.Load(options, _folder.Path, CertificateFolder.Now, problems));
        Assert.Equal(
            new CertificateProblem(1, "hosts", $"'{host}' is already a host of 'one.pem'; a name has one certificate. Remove one of the two."),
            Assert.Single(problems, static problem => !problem.IsWarning));
    }

    [Fact]
    public void Load_HostThatTheCertificateLacks_Warns()
    {
        List<CertificateProblem> problems = [];
        _folder.WritePem("one", "a.example.com");
        CertificateOptions entry = new() { Hosts = ["b.example.com"], Certificate = "one.pem", Key = "one.key" };
        Assert.NotNull(CertificateTable.Load(new TlsOptions { Certificates = [entry] }, _folder.Path, CertificateFolder.Now, problems));
        Assert.Equal(
            new CertificateProblem(0, "hosts", "'b.example.com' is not among the names in 'one.pem'; clients of that name will refuse it.", IsWarning: true),
            Assert.Single(problems));
    }

    [Fact]
    public void Check_NothingConfigured_WritesNothing()
    {
        List<CertificateProblem> problems = [];
        CertificateTable.Check(new TlsOptions(), _folder.Path, CertificateFolder.Now, problems);
        Assert.Empty(problems);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("1.2", true)]
    [InlineData("1.3", true)]
    [InlineData("1.1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParseMinimum_Value_AcceptsOnlyTheTwo(string? value, bool accepted)
    {
        Assert.Equal(accepted, TlsOptions.TryParseMinimum(value, out TlsMinimum minimum));
        Assert.Equal(value == "1.3" ? TlsMinimum.Tls13 : TlsMinimum.Tls12, minimum);
    }

    private static int Sum(CertificateTable table, string[] names, int rounds)
    {
        int found = 0;
        for (int round = 0; round < rounds; round++)
        {
            foreach (string name in names)
            {
                found += table.Find(name) is null ? 0 : 1;
            }
        }

        return found;
    }

    private CertificateOptions Entry(string name, params string[] hosts)
    {
        _folder.WritePem(name, "a.example.com", "*.example.com", "*.www.example.com", "x.example.org");
        return new CertificateOptions { Hosts = hosts, Certificate = $"{name}.pem", Key = $"{name}.key" };
    }

    private CertificateTable Load(params CertificateOptions[] entries)
    {
        List<CertificateProblem> problems = [];
        CertificateTable? table = CertificateTable.Load(new TlsOptions { Certificates = entries }, _folder.Path, CertificateFolder.Now, problems);
        Assert.DoesNotContain(problems, static problem => !problem.IsWarning);
        return table!;
    }
}
