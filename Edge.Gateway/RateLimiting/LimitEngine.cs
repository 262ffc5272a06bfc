using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Counting;
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

    /// <summary>Takes an additional cost from scopes that were charged before.</summary>
    public void Charge(TenantLimits limits, ReadOnlySpan<ScopeUse> uses, long cost, long now)
    {
        foreach (ref readonly ScopeUse use in uses)
        {
            KeyShard shard = ShardOf(use.LockOrder);
            shard.Enter();
            int slot = shard.Find(use.Key);
            if (slot >= 0)
            {
                Take(ref shard.At(slot), limits.Scopes[use.Index], now, cost);
            }

            shard.Exit();
        }
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
            return verdict;
        }

        // 2. The tenant has room, or may burst.
        TenantRoom tenant = TenantRoom.Of(counter, limits, now, cost);
        if (tenant.NeedsStore)
        {
            verdict.NeedsStore = true;
            return verdict;
        }

        bool isBurst = false;
        NoteDemand(counter, cost, tenant.IsWithin);
        if (!tenant.IsWithin)
        {
            isBurst = tenant.MayBurst && TryTakeBurst(counter, cost);
            if (!isBurst && !previews)
            {
                LimitVerdict denied = Denied(limits, LimitVerdict.TenantScope, tenant.Room);
                denied.Crossed = Cross(counter, limits, Thresholds.Violation, now);
                denied.Used = tenant.Room.Used;
                NoteDenial(counter, now);
                counter.Totals.DeniedLately++;
                return denied;
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
            NoteDenial(counter, now);
            if (isBurst)
            {
                counter.BurstCredit += cost; // Back to its own share: it is gone with the next sharing out.
            }

            return denied;
        }

        Commit(counter, limits, uses, cost, now, ref verdict);
        NoteAllowed(counter, limits, isBurst, now, ref verdict);
        return verdict;
    }

    private bool HaveRoom(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, long now, ref LimitVerdict verdict)
    {
        Bucket bucket = limits.Bucket;
        foreach (ref ScopeUse use in uses)
        {
            if (use.Slot < 0)
            {
                continue; // Every slot holds a request under way; the tenant's limit still counts.
            }

            ref KeyEntry entry = ref ShardOf(use.LockOrder).At(use.Slot);
            Scope scope = bucket.Scopes[use.Index];
            Room room = limits.Scopes[use.Index].Look(entry.State, now, bucket.Cost);
            bool isFull = scope.Concurrency > 0 && entry.InFlight >= scope.Concurrency;
            if (room.Remaining >= bucket.Cost && !isFull)
            {
                continue;
            }

            if (bucket.Mode == BucketMode.Preview || scope.Mode == BucketMode.Preview)
            {
                (verdict.Decision, verdict.Violated, verdict.IsConcurrency) = (RateLimitDecision.Preview, use.Index, false); // The headers speak of limits that deny.
                continue;
            }

            verdict = Denied(limits, use.Index, isFull ? new Room(0, 0, ConcurrencyWaitTicks) : room);
            verdict.IsConcurrency = isFull;
            NoteDenial(counter, now);
            return false;
        }

        return true;
    }

    // Charges all, and finds the one nearest to exhaustion: the fewest left, then the one that waits longest.
    private void Commit(TenantCounter counter, TenantLimits limits, Span<ScopeUse> uses, long cost, long now, ref LimitVerdict verdict)
    {
        if (counter.Lease is { } lease)
        {
            lease.Take(cost, now);
        }
        else
        {
            limits.Rule.Take(ref counter.State, now, cost);
        }

        Room tenant = TenantRoom.Of(counter, limits, now, cost).Room;
        (verdict.Policy, verdict.Remaining, verdict.ResetTicks, verdict.Used) = (limits.Rule.Policy, tenant.Remaining, tenant.ResetTicks, tenant.Used);
        foreach (ref ScopeUse use in uses)
        {
            if (use.Slot < 0)
            {
                continue;
            }

            ref KeyEntry entry = ref ShardOf(use.LockOrder).At(use.Slot);
            LimitRule rule = limits.Scopes[use.Index];
            Take(ref entry, rule, now, cost);
            if (limits.Bucket.Scopes[use.Index].Concurrency > 0 && entry.InFlight < ushort.MaxValue)
            {
                entry.InFlight++;
            }

            counter.History.Count(use.Index, use.Key);
            Room room = rule.Look(entry.State, now, cost);
            bool denies = limits.Bucket.Scopes[use.Index].Mode == BucketMode.Enforce;
            if (denies && (room.Remaining < verdict.Remaining || (room.Remaining == verdict.Remaining && room.ResetTicks > verdict.ResetTicks)))
            {
                (verdict.Policy, verdict.Remaining, verdict.ResetTicks) = (rule.Policy, room.Remaining, room.ResetTicks);
            }
        }

        if (verdict.Remaining < cost)
        {
            verdict.Remaining = 0; // What is left does not pay for a request.
        }
    }

    private static void Take(ref KeyEntry entry, LimitRule rule, long now, long cost)
    {
        rule.Take(ref entry.State, now, cost);
        long forgetAt = now + rule.ForgetAfter(entry.State, now);
        entry.ForgetAtSeconds = (uint)Math.Min(uint.MaxValue, (forgetAt + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
    }

    private static bool TryTakeBurst(TenantCounter counter, long cost)
    {
        if (counter.BurstCredit >= cost)
        {
            counter.BurstCredit -= cost;
            return true;
        }

        return counter.Burst.TryTakePool(cost);
    }

    private static void NoteDemand(TenantCounter counter, long cost, bool isWithin)
    {
        if (isWithin)
        {
            counter.DemandWithin += cost;
        }
        else
        {
            counter.DemandBeyond += cost;
        }

        if (!counter.IsListed)
        {
            counter.IsListed = true;
            counter.Burst.List(counter);
        }
    }

    private static void NoteDenial(TenantCounter counter, long now)
    {
        ref Reporting.CounterTotals totals = ref counter.Totals;
        totals.Denied++;
        totals.LastSeen = now;
        long second = (now / TimeSpan.TicksPerSecond) + 1;
        if (second != totals.LastDeniedSecond)
        {
            totals.LastDeniedSecond = second;
            totals.ImpactSeconds++;
        }
    }

    private static void NoteAllowed(TenantCounter counter, TenantLimits limits, bool isBurst, long now, ref LimitVerdict verdict)
    {
        counter.Totals.Allowed++;
        counter.Totals.LastSeen = now;
        Thresholds reached = verdict.Used >= limits.WarningAt ? Thresholds.Warning : Thresholds.None;
        if (isBurst)
        {
            counter.Totals.Bursted++;
            reached |= Thresholds.Burst;
            if (verdict.Used >= limits.BurstCeiling)
            {
                reached |= Thresholds.Violation; // Okta's example: limit 600, multiplier 5, violation at 3000.
            }
        }

        if (verdict.Decision == RateLimitDecision.Preview && verdict.Violated == LimitVerdict.TenantScope)
        {
            reached |= Thresholds.Violation;
        }
        else if (verdict.Decision == RateLimitDecision.None)
        {
            verdict.Decision = RateLimitDecision.Allowed;
        }

        verdict.Crossed = Cross(counter, limits, reached, now);
    }

    // The thresholds that were not told yet in this window.
    private static Thresholds Cross(TenantCounter counter, TenantLimits limits, Thresholds reached, long now)
    {
        long start = counter.Lease is { } lease ? lease.WindowStart
            : limits.Rule.Algorithm == LimitAlgorithm.FixedWindow ? counter.State.Mark
            : now - counter.ToldSince < limits.Rule.WindowTicks ? counter.ToldSince
            : now;
        if (start != counter.ToldSince)
        {
            (counter.ToldSince, counter.Told) = (start, Thresholds.None);
        }

        Thresholds crossed = reached & ~counter.Told;
        counter.Told |= crossed;
        return crossed;
    }

    private KeyShard ShardOf(int lockOrder) =>
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
