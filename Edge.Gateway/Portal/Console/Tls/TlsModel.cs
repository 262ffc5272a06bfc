namespace Edge.Gateway.Portal.Console.Tls;

/// <summary>The answer of <c>GET /api/v1/tls</c>.</summary>
public sealed record TlsModel(string Minimum, IReadOnlyList<TlsTenantModel> Tenants);

/// <summary>A tenant of it; null for connections to hosts of nobody.</summary>
public sealed record TlsTenantModel(string? Tenant, IReadOnlyDictionary<string, long> Versions, IReadOnlyDictionary<string, long> Refused, IReadOnlyDictionary<string, long> Ciphers)
{
    public long Agreed => Versions.Values.Sum();
}
