using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>Counts a key below a tenant: in this process, or by the fleet's leases. Under the lock of the key's shard.</summary>
internal static class ScopeCount
{
    public static bool Previews(Bucket bucket, Scope scope) => bucket.Mode == BucketMode.Preview || scope.Mode == BucketMode.Preview;

    // In a fleet each node has its even share of what may be under way; who is alone on a node still gets one in.
    public static int ConcurrencyOf(Scope scope, FleetLease? lease) => lease is null ? scope.Concurrency : lease.Fleet.ShareOf(scope.Concurrency);

    public static (Room Room, LeaseSays Says) Look(in KeyEntry entry, LimitRule rule, FleetLease? lease, Bucket bucket, long now)
    {
        if (lease is null)
        {
            Room room = rule.Look(entry.State, now, bucket.Cost);
            return (room, room.Remaining >= bucket.Cost ? LeaseSays.Yes : LeaseSays.No);
        }

        KeyLease known = KeyLease.Of(entry);
        known.Reckon(rule, lease.Fleet, now);
        return (known.RoomOf(rule, now, bucket.Cost), known.Decide(rule, lease.Fleet, bucket.OnStoreLost, bucket.Cost));
    }

    /// <summary>Takes units; answers what is left for a request of a cost.</summary>
    public static Room Take(ref KeyEntry entry, LimitRule rule, FleetState? fleet, long now, long units, long cost, ref bool wantsStore)
    {
        if (fleet is null)
        {
            rule.Take(ref entry.State, now, units);
            entry.ForgetAt(now + rule.ForgetAfter(entry.State, now));
            return rule.Look(entry.State, now, cost);
        }

        KeyLease lease = KeyLease.Of(entry);
        lease.Take(rule, fleet, now, units);
        lease.Save(ref entry);
        entry.ForgetAt(now + lease.ForgetAfter(rule, now));
        wantsStore = lease.WantsStore(rule, fleet, entry);
        return lease.RoomOf(rule, now, cost);
    }
}
