using Edge.Gateway.Config;

namespace Edge.Gateway.Tenants;

/// <summary>A tenant while a snapshot is built, with its object in <c>tenants.json</c>: features read their own keys from it.</summary>
internal sealed record TenantConfig(Tenant Tenant, ConfigObject Object);
