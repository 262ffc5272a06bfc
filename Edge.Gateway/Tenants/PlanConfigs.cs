using Edge.Gateway.Config;

namespace Edge.Gateway.Tenants;

/// <summary>The objects of <c>plans</c> while a snapshot is built: features read their own keys from them.</summary>
internal sealed record PlanConfigs(IReadOnlyList<ConfigObject> Items);
