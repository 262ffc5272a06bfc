using System.Diagnostics.CodeAnalysis;

namespace Edge.Gateway.Tenants;

/// <summary>Finds the tenant of a host: exact first, then the longest wildcard. Lookups allocate nothing.</summary>
internal sealed class TenantDirectory
{
    /// <summary>Most tenants of one configuration.</summary>
    public const int MaxTenants = 1_000_000;

    /// <summary>Longest host name in chars (RFC 1035 §2.3.4), with room for a port.</summary>
    public const int MaxHostLength = 261;

    private readonly Dictionary<string, Tenant>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly Dictionary<string, Tenant>.AlternateLookup<ReadOnlySpan<char>> _wildcard;
    private readonly Dictionary<string, Tenant> _byId;
    private readonly Lazy<TenantIndex> _index;

    /// <param name="tenants">All tenants; ids and hosts are unique.</param>
    public TenantDirectory(IReadOnlyList<Tenant> tenants)
    {
        Tenants = tenants;
        _index = new Lazy<TenantIndex>(() => new TenantIndex(tenants));
        var exact = new Dictionary<string, Tenant>(tenants.Count, StringComparer.OrdinalIgnoreCase);
        var wildcard = new Dictionary<string, Tenant>(StringComparer.OrdinalIgnoreCase);
        _byId = new Dictionary<string, Tenant>(tenants.Count, StringComparer.Ordinal);
        foreach (Tenant tenant in tenants)
        {
            _byId.TryAdd(tenant.Id, tenant);
            foreach (string host in tenant.Hosts)
            {
                _ = host.StartsWith("*.", StringComparison.Ordinal) ? wildcard.TryAdd(host[2..], tenant) : exact.TryAdd(host, tenant);
            }
        }

        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _wildcard = wildcard.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<Tenant> Tenants { get; }

    /// <summary>For searches by people. Made when it is first asked for, which takes some 0.2 s for 100,000 tenants.</summary>
    public TenantIndex Index => _index.Value;

    public bool TryGetById(string id, [NotNullWhen(true)] out Tenant? tenant) => _byId.TryGetValue(id, out tenant);

    /// <summary>Finds by the value of a Host header or <c>:authority</c>, with or without a port.</summary>
    public bool TryGetByHost(ReadOnlySpan<char> host, [NotNullWhen(true)] out Tenant? tenant)
    {
        tenant = null;
        if (host.IsEmpty || host.Length > MaxHostLength)
        {
            return false;
        }

        host = WithoutPort(host);
        if (host is [.., '.'])
        {
            host = host[..^1]; // The fully qualified form names the same host.
        }

        if (_exact.TryGetValue(host, out tenant))
        {
            return true;
        }

        if (_wildcard.Dictionary.Count > 0)
        {
            for (int dot = host.IndexOf('.'); dot > 0; dot = host.IndexOf('.'))
            {
                host = host[(dot + 1)..];
                if (_wildcard.TryGetValue(host, out tenant))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> host)
    {
        int colon = host.LastIndexOf(':');
        return colon < 0 || host[^1] == ']' ? host : host[..colon];
    }
}
