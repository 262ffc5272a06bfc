using System.Collections.Concurrent;
using System.Net.Security;
using Edge.Gateway.Http;

namespace Edge.Gateway.Tls;

/// <summary>Which versions and ciphers the clients of each tenant use, on this node since its start: who would be lost if less were accepted.</summary>
internal sealed class TlsUsage(IEnumerable<IHostOwners> owners)
{
    /// <summary>Most tenants that are counted by themselves, some 300 bytes each; connections to further ones, and to hosts of nobody, count as <see cref="Others"/>.</summary>
    public const int MaxTenants = 20_000;

    /// <summary>Stands for all the rest. No tenant has this id.</summary>
    public const string Others = "";

    private readonly IHostOwners? _owners = owners.FirstOrDefault();
    private readonly ConcurrentDictionary<string, TenantHandshakes> _tenants = new(StringComparer.Ordinal) { [Others] = new TenantHandshakes() };
    private int _count;

    /// <summary>Counts a handshake that was completed.</summary>
    public void Agreed(string? host, TlsVersion version, TlsCipherSuite? cipher) => Of(host).Agreed(version, cipher);

    /// <summary>Counts a client that offered less than is accepted.</summary>
    public void Refused(string? host, TlsVersion version) => Of(host).Refused(version);

    /// <summary>What was counted of a tenant; null for nothing yet.</summary>
    public TenantHandshakes? Find(string tenant) => _tenants.GetValueOrDefault(tenant);

    /// <summary>Everyone of whom anything was counted.</summary>
    public IEnumerable<KeyValuePair<string, TenantHandshakes>> All => _tenants.Where(static pair => pair.Value.Total > 0);

    private TenantHandshakes Of(string? host)
    {
        string tenant = host is null ? Others : _owners?.OwnerOf(host) ?? Others;
        if (_tenants.TryGetValue(tenant, out TenantHandshakes? known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _count) > MaxTenants)
        {
            Interlocked.Decrement(ref _count);
            return _tenants[Others];
        }

        return _tenants.GetOrAdd(tenant, static _ => new TenantHandshakes());
    }
}
