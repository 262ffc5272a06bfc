using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting;

/// <summary>What a tenant has left, counted by this process or by the fleet.</summary>
/// <param name="Room">Against the limit without burst.</param>
/// <param name="IsWithin">Whether a request fits into the limit.</param>
/// <param name="MayBurst">Whether it fits below the burst ceiling.</param>
/// <param name="NeedsStore">Whether only the fleet's count can tell.</param>
internal readonly record struct TenantRoom(Room Room, bool IsWithin, bool MayBurst, bool NeedsStore)
{
    public static TenantRoom Of(TenantCounter counter, TenantLimits limits, long now, long cost)
    {
        if (counter.Lease is { } lease)
        {
            return lease.Look(limits, now, cost);
        }

        Room room = limits.Rule.Look(counter.State, now, cost);
        return new TenantRoom(room, room.Remaining >= cost, limits.CanBurst && room.Used + cost <= limits.BurstCeiling, NeedsStore: false);
    }
}
