namespace Edge.Gateway.Cells.Routing;

/// <summary>How destinations of a cell are chosen.</summary>
/// <param name="Policy">The rule.</param>
/// <param name="Hash">Key of <see cref="RoutingPolicy.ConsistentHash"/>.</param>
/// <param name="HashName">Name of the header or cookie; empty otherwise.</param>
/// <param name="HashBalancePercent">Most requests under way at a destination, as part of the average, before a key moves on (bounded load); 0 is unbounded.</param>
/// <param name="ZoneAware">Whether the node's own zone comes first.</param>
internal sealed record RoutingSettings(RoutingPolicy Policy, HashSource Hash, string HashName, int HashBalancePercent, bool ZoneAware)
{
    public static RoutingSettings Default { get; } = new(RoutingPolicy.LeastInFlight, HashSource.Tenant, "", 150, ZoneAware: true);
}
