using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Journeys;

/// <summary>Which tenants' hosts stand for which cells.</summary>
internal static class JourneyTargets
{
    /// <summary>Takes the star's place in a wildcard host.</summary>
    public const string WildcardLabel = "edge-journey";

    /// <summary>All runs of a snapshot: each journey for one tenant of each cell, or for the hosts that it names.</summary>
    public static IReadOnlyList<JourneyTarget> Of(EdgeSnapshot snapshot)
    {
        JourneySet set = snapshot.Get<JourneySet>();
        if (set.Journeys.Count == 0)
        {
            return [];
        }

        CellTable cells = snapshot.Get<CellTable>();
        TenantDirectory tenants = snapshot.Get<TenantDirectory>();
        Dictionary<string, Tenant> firsts = new(StringComparer.Ordinal);
        foreach (Tenant tenant in tenants.Tenants)
        {
            firsts.TryAdd(cells.HomeOf(tenant).Id, tenant);
        }

        return [.. set.Journeys.SelectMany(journey => journey.Hosts.Count > 0
            ? journey.Hosts.Select(host => tenants.TryGetByHost(host, out Tenant? tenant) ? new JourneyTarget(journey, cells.HomeOf(tenant).Id, tenant.Id, host) : null).OfType<JourneyTarget>()
            : firsts.Select(first => new JourneyTarget(journey, first.Key, first.Value.Id, HostOf(first.Value))))];
    }

    private static string HostOf(Tenant tenant) => tenant.Hosts.FirstOrDefault(static host => host[0] != '*') ?? WildcardLabel + tenant.Hosts[0][1..];
}
