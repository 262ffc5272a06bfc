using System.Diagnostics;
using System.Globalization;
using System.Text;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Tenants;

public sealed class TenantDirectoryTests(ITestOutputHelper output)
{
    private const int ManyTenants = 100_000;

    private static readonly TenantDirectory Directory = new(
    [
        Tenant(0, "acme", "acme.example.com"),
        Tenant(1, "wild", "*.example.com"),
        Tenant(2, "deep", "*.deep.example.com", "deep.example.com"),
        Tenant(3, "number", "192.0.2.1"),
    ]);

    /// <summary>Host, and the tenant it leads to; null for none.</summary>
    [Theory]
    [InlineData("acme.example.com", "acme")]
    [InlineData("ACME.Example.COM", "acme")]
    [InlineData("acme.example.com:8443", "acme")]
    [InlineData("acme.example.com.", "acme")]
    [InlineData("acme.example.com.:8443", "acme")]
    [InlineData("acme.example.com:", "acme")]
    [InlineData("other.example.com", "wild")]
    [InlineData("a.b.example.com", "wild")]
    [InlineData("a.deep.example.com", "deep")] // The longest wildcard.
    [InlineData("a.b.deep.example.com:1", "deep")]
    [InlineData("deep.example.com", "deep")] // Exact before wildcard.
    [InlineData("192.0.2.1:80", "number")]
    [InlineData("example.com", null)] // A wildcard has at least one label.
    [InlineData(".example.com", null)]
    [InlineData("acme.example.com..", null)]
    [InlineData("xexample.com", null)]
    [InlineData("*.example.com", "wild")]
    [InlineData("[::1]:8443", null)]
    [InlineData("[::1]", null)]
    [InlineData("::1", null)]
    [InlineData("", null)]
    [InlineData(":443", null)]
    [InlineData(".", null)]
    [InlineData("com", null)]
    public void TryGetByHost_OfAHost_FindsExactThenLongestWildcard(string host, string? expected)
    {
        bool found = Directory.TryGetByHost(host, out Tenant? tenant);
        Assert.Equal(expected, tenant?.Id);
        Assert.Equal(expected is not null, found);
    }

    [Fact]
    public void TryGetByHost_OfALongHost_FindsNothing() =>
        Assert.False(Directory.TryGetByHost(string.Concat(Enumerable.Repeat("a.", 200)) + "example.com", out _));

    [Fact]
    public void TryGetByHost_HitOrMiss_AllocatesNothing()
    {
        string[] hosts = ["acme.example.com:8443", "A.B.DEEP.example.com.", "nobody.test"];
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (string host in hosts)
            {
                Directory.TryGetByHost(host, out _);
            }
        }));
    }

    [Fact]
    public void Load_OfAHundredThousandTenants_AllocatesABoundedAmountEach()
    {
        using ConfigFolder folder = new();
        var text = new StringBuilder("{ \"tenants\": [\n");
        for (int index = 0; index < ManyTenants; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{ \"id\": \"tenant-{index}\", \"hosts\": [\"tenant-{index}.example.com\", \"*.t{index}.example.com\"], \"plan\": \"team\", \"cell\": \"na-1\", \"jurisdictions\": [\"us\"] }},\n");
        }

        folder.With("tenants.json", text.Append("] }").ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        EdgeSnapshot snapshot = folder.LoadGood();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        long bytesEach = (GC.GetAllocatedBytesForCurrentThread() - before) / ManyTenants;
        output.WriteLine($"{ManyTenants} tenants: {took.TotalMilliseconds:F0} ms, {bytesEach} bytes allocated each.");

        TenantDirectory directory = snapshot.Get<TenantDirectory>();
        Assert.Equal(ManyTenants, directory.Tenants.Count);
        Assert.True(directory.TryGetByHost("tenant-99999.example.com", out Tenant? last) && last.Id == "tenant-99999");
        Assert.True(directory.TryGetByHost("x.t99999.example.com", out last) && last.Id == "tenant-99999");
        Assert.InRange(bytesEach, 0, 8192); // Linear and small: a quadratic step would show here a thousandfold.
    }

    private static Tenant Tenant(int index, string id, params string[] hosts) =>
        new() { Id = id, Index = index, Hosts = hosts, Plan = "default", CellId = "na-1", DrCellId = null, Jurisdictions = [] };
}
