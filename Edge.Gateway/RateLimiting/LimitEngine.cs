using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>Decides a request by all its scopes at once: either each is charged or none.</summary>
/// <remarks>
/// The locks of all counters are taken in one order (the tenant's, then shards by table and number), so requests never wait
/// for each other in a circle; all are looked at before any is charged. Allocates nothing.
/// </remarks>
internal sealed class LimitEngine
{
    /// <summary>Slots of a shard of the table for tokens and users: 7 million keys, at most 256 MiB.</summary>
    public const int MaxPrincipalSlots = 8192;

    /// <summary>Slots of a shard of the table for keys with an address: 1.8 million keys, at most 64 MiB, whatever is spoofed.</summary>
    public const int MaxClientSlots = 2048;

    /// <summary>Time a client is told to wait for one of its requests to end.</summary>
    public static readonly long ConcurrencyWaitTicks = TimeSpan.TicksPerSecond;

    /// <summary>Keys without an address.</summary>
    public KeyTable Principals { get; } = new(MaxPrincipalSlots);

    /// <summary>Keys with an address, apart, so that a flood of addresses pushes out no one else.</summary>
    public KeyTable Clients { get; } = new(MaxClientSlots);

    /// <summary>Decides and charges.</summary>
    /// <param name="counter">The tenant's counter in the bucket.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="uses">The request's scopes; they come back in the order of their locks.</param>
    /// <param name="gate">The tenant's requests under way; entered when the answer is to let through.</param>
    /// <param name="concurrency">Most of them.</param>
    /// <param name="now">Ticks of 100 ns on a clock that never runs backwards.</param>
    public LimitVerdict Decide(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, ConcurrencyGate? gate, int concurrency, long now)
    {
        Sort(limits.Bucket, uses);
        counter.Enter();
        try
        {
            EnterShards(uses, (uint)(now / TimeSpan.TicksPerSecond));
            try
            {
                return DecideLocked(counter, limits, uses, gate, concurrency, now);
            }
            finally
            {
                ExitShards(uses);
            }
        }
        finally
        {
            counter.Exit();
        }
    }

    /// <summary>The answer when the fleet's count cannot be had in time: try again in a second. 503 where the bucket says so.</summary>
    public static LimitVerdict Uncountable(TenantLimits limits)
    {
        LimitVerdict verdict = Denied(limits, LimitVerdict.TenantScope, new Room(0, 0, ConcurrencyWaitTicks));
        verdict.IsUncountable = limits.Bucket.OnStoreLost == StoreLostPolicy.Closed;
        return verdict;
    }

    /// <summary>Takes an additional cost from all that were charged before: they may go below zero.</summary>
    /// <returns>The limit that is nearest to exhaustion now.</returns>
    public LimitVerdict Charge(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, long more, long now)
    {
        LimitVerdict verdict = default;
        counter.Enter();
        try
        {
            EnterShards(uses, (uint)(now / TimeSpan.TicksPerSecond));
            try
            {
                Take(counter, limits, uses, more, isNew: false, now, ref verdict);
            }
            finally
            {
                ExitShards(uses);
            }
        }
        finally
        {
            counter.Exit();
        }

        return verdict;
    }

    /// <summary>The request has ended.</summary>
    public void Release(TenantLimits limits, ReadOnlySpan<ScopeUse> uses)
    {
        foreach (ref readonly ScopeUse use in uses)
        {
            if (limits.Bucket.Scopes[use.Index].Concurrency == 0)
            {
                continue;
            }

            KeyShard shard = ShardOf(use.LockOrder);
            shard.Enter();
            int slot = shard.Find(use.Key);
            if (slot >= 0 && shard.At(slot).InFlight > 0)
            {
                shard.At(slot).InFlight--;
            }

            shard.Exit();
        }
    }

    private static LimitVerdict Denied(TenantLimits limits, int scope, in Room room) => new()
    {
        Decision = RateLimitDecision.Denied,
        Violated = scope,
        Policy = scope == LimitVerdict.TenantScope ? limits.Rule.Policy : limits.Scopes[scope].Policy,
        Remaining = 0,
        ResetTicks = Math.Max(1, room.ResetTicks),
    };

    private LimitVerdict DecideLocked(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, ConcurrencyGate? gate, int concurrency, long now)
    {
        Bucket bucket = limits.Bucket;
        long cost = bucket.Cost;
        bool previews = bucket.Mode == BucketMode.Preview;
        LimitVerdict verdict = default;

        // 1. Every scope below the tenant has room, or the request is denied and nothing is charged.
        if (!HaveRoom(counter, limits, uses, now, ref verdict))
        {
            return Longest(counter, limits, verdict, now);
        }

        // 2. The tenant has room, or may burst. A preview denies nobody, so it waits for nobody either: what it takes is told later.
        TenantRoom tenant = TenantRoom.Of(counter, limits, now, cost);
        if (!previews && (tenant.NeedsStore || (verdict.NeedsStore && (tenant.IsWithin || limits.CanBurst))))
        {
            (verdict.NeedsStore, verdict.NeedsTenant) = (true, tenant.NeedsStore);
            return verdict;
        }

        bool isBurst = false;
        bool isWithin = tenant.IsWithin || (tenant.NeedsStore && tenant.Room.Remaining >= cost);
        CounterNotes.Demand(counter, cost, isWithin);
        if (!isWithin)
        {
            isBurst = tenant.MayBurst && TryTakeBurst(counter, cost);
            if (!isBurst && !previews)
            {
                if (counter.Totals.DeniedLately++ == 0)
                {
                    counter.Burst.Denied.Enqueue(counter);
                }

                return DeniedByTenant(counter, limits, tenant.Room, now);
            }

            if (!isBurst)
            {
                (verdict.Decision, verdict.Violated) = (RateLimitDecision.Preview, LimitVerdict.TenantScope);
            }
        }

        // 3. Not too many at a time. Last of all: what was entered would have to be left again.
        if (gate is not null && !gate.TryEnter(concurrency))
        {
            LimitVerdict denied = Denied(limits, LimitVerdict.TenantScope, new Room(0, 0, ConcurrencyWaitTicks));
            denied.IsConcurrency = true;
            CounterNotes.Denial(counter, limits, Thresholds.Below, now, ref denied);
            if (isBurst)
            {
                counter.BurstCredit += cost; // Back to its own share: it is gone with the next sharing out.
            }

            return denied;
        }

        Take(counter, limits, uses, cost, isNew: true, now, ref verdict);
        CounterNotes.Allowed(counter, limits, isBurst, now, ref verdict);
        return verdict;
    }

    private static LimitVerdict DeniedByTenant(TenantCounter counter, TenantLimits limits, in Room room, long now)
    {
        LimitVerdict denied = Denied(limits, LimitVerdict.TenantScope, room);
        denied.Used = room.Used;
        CounterNotes.Denial(counter, limits, Thresholds.Violation, now, ref denied);
        return denied;
    }

    // A scope has denied. When the tenant would too, and for longer, the client is told that: who waits for it waits for both.
    private static LimitVerdict Longest(TenantCounter counter, TenantLimits limits, LimitVerdict scope, long now)
    {
        TenantRoom tenant = TenantRoom.Of(counter, limits, now, limits.Bucket.Cost);
        if (tenant.IsWithin || tenant.MayBurst || tenant.NeedsStore || limits.Bucket.Mode == BucketMode.Preview || tenant.Room.ResetTicks <= scope.ResetTicks)
        {
            CounterNotes.Denial(counter, limits, Thresholds.Below, now, ref scope);
            return scope;
        }

        LimitVerdict denied = DeniedByTenant(counter, limits, tenant.Room, now);
        denied.WantsStore = scope.WantsStore;
        return denied;
    }

    // False when a scope denies. What only the fleet's store can tell is noted.
    private bool HaveRoom(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, long now, ref LimitVerdict verdict)
    {
        Bucket bucket = limits.Bucket;
        bool isDenied = false;
        foreach (ref ScopeUse use in uses)
        {
            use.NeedsStore = use.WantsStore = false;
            if (use.Slot < 0)
            {
                continue; // Every slot holds a request under way; the tenant's limit still counts.
            }

            ref KeyEntry entry = ref ShardOf(use.LockOrder).At(use.Slot);
            Scope scope = bucket.Scopes[use.Index];
            bool isFull = scope.Concurrency > 0 && entry.InFlight >= ScopeCount.ConcurrencyOf(scope, counter.Lease);
            (Room room, LeaseSays says) = ScopeCount.Look(entry, limits.Scopes[use.Index], counter.Lease, bucket, now);
            if (says != LeaseSays.No && !isFull)
            {
                use.NeedsStore = says == LeaseSays.Ask;
                verdict.NeedsStore |= !isDenied && use.NeedsStore && !ScopeCount.Previews(bucket, scope); // A preview is told later.
                continue;
            }

            if (ScopeCount.Previews(bucket, scope))
            {
                if (isDenied)
                {
                    continue;
                }

                (verdict.Decision, verdict.Violated, verdict.IsConcurrency) = (RateLimitDecision.Preview, use.Index, false); // The headers speak of limits that deny.
                continue;
            }

            Room wait = isFull ? new Room(0, 0, ConcurrencyWaitTicks) : room;
            use.WantsStore = counter.Lease is { } lease && !isFull && lease.Fleet.MayAskAgain(use.Key, now);
            bool wantsStore = verdict.WantsStore | use.WantsStore;
            if (!isDenied || wait.ResetTicks > verdict.ResetTicks)
            {
                verdict = Denied(limits, use.Index, wait); // Of all that deny, the one that does so longest: who waits for it waits for all.
                verdict.IsConcurrency = isFull;
            }

            (isDenied, verdict.WantsStore) = (true, wantsStore);
        }

        return !isDenied;
    }

    // Charges all, and finds the one nearest to exhaustion: the fewest left, then the one that waits longest.
    private void Take(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, long units, bool isNew, long now, ref LimitVerdict verdict)
    {
        long cost = limits.Bucket.Cost;
        if (counter.Lease is { } lease)
        {
            lease.Take(limits.Rule, now, units);
        }
        else
        {
            limits.Rule.Take(ref counter.State, now, units);
        }

        Room tenant = TenantRoom.Of(counter, limits, now, cost).Room;
        (verdict.Policy, verdict.Remaining, verdict.ResetTicks, verdict.Used) = (limits.Rule.Policy, Pays(tenant, cost), tenant.ResetTicks, tenant.Used);
        foreach (ref ScopeUse use in uses)
        {
            if (use.Slot < 0)
            {
                continue;
            }

            ref KeyEntry entry = ref ShardOf(use.LockOrder).At(use.Slot);
            Scope scope = limits.Bucket.Scopes[use.Index];
            if (isNew)
            {
                entry.InFlight += (ushort)(scope.Concurrency > 0 && entry.InFlight < ushort.MaxValue ? 1 : 0);
                counter.History.Count(use.Index, use.Key);
            }

            LimitRule rule = limits.Scopes[use.Index];
            Room room = ScopeCount.Take(ref entry, rule, counter.Lease?.Fleet, now, units, cost, ref use.WantsStore);
            verdict.WantsStore |= use.WantsStore;
            long left = Pays(room, cost);
            if (scope.Mode == BucketMode.Enforce && (left < verdict.Remaining || (left == verdict.Remaining && room.ResetTicks > verdict.ResetTicks)))
            {
                (verdict.Policy, verdict.Remaining, verdict.ResetTicks) = (rule.Policy, left, room.ResetTicks);
            }
        }
    }

    // What does not pay for a request is nothing.
    private static long Pays(in Room room, long cost) => room.Remaining < cost ? 0 : room.Remaining;

    private static bool TryTakeBurst(TenantCounter counter, long cost)
    {
        if (counter.BurstCredit >= cost)
        {
            counter.BurstCredit -= cost;
            return true;
        }

        return counter.Burst.TryTakePool(cost);
    }

    /// <summary>The shard of a key, by the order of its lock.</summary>
    public KeyShard ShardOf(int lockOrder) =>
        (lockOrder < KeyTable.ShardCount ? Principals : Clients).ShardAt(lockOrder & (KeyTable.ShardCount - 1));

    private static void Sort(Bucket bucket, Span<ScopeUse> uses)
    {
        for (int i = 0; i < uses.Length; i++)
        {
            ScopeUse use = uses[i];
            use.LockOrder = KeyTable.ShardOf(use.Key) + (bucket.Scopes[use.Index].IsByAddress ? KeyTable.ShardCount : 0);
            int place = i;
            for (; place > 0 && uses[place - 1].LockOrder > use.LockOrder; place--)
            {
                uses[place] = uses[place - 1];
            }

            uses[place] = use;
        }
    }

    private void EnterShards(Span<ScopeUse> uses, uint nowSeconds)
    {
        for (int i = 0; i < uses.Length; i++)
        {
            if (i == 0 || uses[i].LockOrder != uses[i - 1].LockOrder)
            {
                KeyShard shard = ShardOf(uses[i].LockOrder);
                shard.Enter();
                shard.Reserve(uses.Length, nowSeconds); // Before any slot is given: nothing moves afterwards.
            }
        }

        foreach (ref ScopeUse use in uses)
        {
            use.Slot = ShardOf(use.LockOrder).FindOrAdd(use.Key);
        }
    }

    private void ExitShards(Span<ScopeUse> uses)
    {
        for (int i = 0; i < uses.Length; i++)
        {
            if (i == 0 || uses[i].LockOrder != uses[i - 1].LockOrder)
            {
                ShardOf(uses[i].LockOrder).Exit();
            }
        }
    }
}
