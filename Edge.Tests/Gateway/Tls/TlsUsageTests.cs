using System.Net.Security;
using Edge.Gateway.Http;
using Edge.Gateway.Tls;

namespace Edge.Tests.Gateway.Tls;

public sealed class TlsUsageTests
{
    [Fact]
    public void Handshakes_AreCountedByTenantVersionAndCipher()
    {
        var usage = new TlsUsage([new Owners()]);
        usage.Agreed("acme.example.com", TlsVersion.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256);
        usage.Agreed("acme.example.com", TlsVersion.Tls12, TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA);
        usage.Refused("acme.example.com", TlsVersion.Tls10);
        usage.Agreed("nobody.example.org", TlsVersion.Tls13, null);
        usage.Refused(null, TlsVersion.Ssl3);
        TenantHandshakes acme = usage.Find("acme")!;
        Assert.Equal("1.2=1,1.3=1", string.Join(',', acme.AgreedByVersion.Select(static pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal("1.0=1", string.Join(',', acme.RefusedByVersion.Select(static pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal("TLS_AES_128_GCM_SHA256=1,other=1", string.Join(',', acme.AgreedByCipher.Select(static pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal(2, usage.Find(TlsUsage.Others)!.Total);
        Assert.Equal(["", "acme"], usage.All.Select(static pair => pair.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tenants_BeyondTheMost_CountAsOthers()
    {
        var usage = new TlsUsage([new Owners()]);
        for (int i = 0; i < TlsUsage.MaxTenants + 5; i++)
        {
            usage.Agreed($"t{i}.example.com", TlsVersion.Tls13, null);
        }

        Assert.Equal(TlsUsage.MaxTenants + 1, usage.All.Count());
        Assert.Equal(5, usage.Find(TlsUsage.Others)!.Total);
    }

    [Fact]
    public void Count_OfAKnownTenant_AllocatesNothing()
    {
        var usage = new TlsUsage([new Owners("acme")]);
        Assert.Equal(0, TestKit.Allocations.Of(() => usage.Agreed("acme.example.com", TlsVersion.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256)));
    }

    private sealed class Owners(string? always = null) : IHostOwners
    {
        public string? OwnerOf(string host) => always ?? (host.EndsWith(".example.com", StringComparison.Ordinal) ? host[..host.IndexOf('.', StringComparison.Ordinal)] : null);
    }
}
