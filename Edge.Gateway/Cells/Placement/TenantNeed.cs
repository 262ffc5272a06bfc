using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Placement;

/// <summary>What a tenant asks of its place.</summary>
/// <param name="Tenant">Who.</param>
/// <param name="Object">Its object in <c>tenants.json</c>, for errors.</param>
/// <param name="RequestsPerSecond">What it is expected to send at its peak; 0 when nobody says, which takes no room.</param>
internal sealed record TenantNeed(Tenant Tenant, ConfigObject Object, double RequestsPerSecond);
