using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Tenants;

/// <summary>Tells by the configuration in force.</summary>
internal sealed class HostOwners(SnapshotStore snapshots) : IHostOwners
{
    public string? OwnerOf(string host) => snapshots.CurrentOrNull?.Get<TenantDirectory>().TryGetByHost(host, out Tenant? tenant) == true ? tenant.Id : null;
}
