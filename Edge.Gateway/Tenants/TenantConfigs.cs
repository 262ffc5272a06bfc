namespace Edge.Gateway.Tenants;

/// <summary>All tenants while a snapshot is built, in the order of <see cref="TenantDirectory.Tenants"/>.</summary>
internal sealed record TenantConfigs(IReadOnlyList<TenantConfig> Items);
