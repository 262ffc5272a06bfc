using System.Collections.Concurrent;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Leases of keys below tenants: of tokens, users, clients. They live in the keys' entries; the open ones are watched, so that what lies idle comes back.</summary>
internal sealed class ScopeLeases(LimitEngine engine, ILeases leases, FleetState fleet, LimitClock clock)
{
    private readonly ConcurrentQueue<OpenLease> _open = new();
    private int _openCount;

    /// <summary>Leases that are watched.</summary>
    public int Open => Volatile.Read(ref _openCount);

    /// <summary>Asks for what a request lacks: every key at once.</summary>
    public Task<bool> AskAsync(RequestLimits state)
    {
        Task<bool>? first = null;
        foreach (ref readonly ScopeUse use in state.Uses[..state.UseCount])
        {
            if (use.NeedsStore)
            {
                Task<bool> asked = AskAsync(ForOf(state, use), state.Limits!.Bucket.Cost, inBackground: false);
                first = first is null ? asked : BothAsync(first, asked);
            }
        }

        return first ?? Task.FromResult(true);
    }

    /// <summary>Asks for keys that are about to run out, and tells what is owed.</summary>
    public void AskSoon(RequestLimits state)
    {
        foreach (ref readonly ScopeUse use in state.Uses[..state.UseCount])
        {
            if (!use.WantsStore)
            {
                continue;
            }

            if (fleet.IsLost)
            {
                WatchOwed(ForOf(state, use));
            }
            else
            {
                _ = AskAsync(ForOf(state, use), state.Limits!.Bucket.Cost, inBackground: true);
            }
        }
    }

    /// <summary>Gives back what was not touched since it was last seen, and tells what is owed. Called with each good heartbeat, and never waits.</summary>
    public void Settle(TimeSpan idle)
    {
        long now = clock.Now;
        for (int settled = 0; settled < FleetLimits.SettledPerBeat && _open.TryPeek(out OpenLease open) && now - open.SeenAt >= idle.Ticks && _open.TryDequeue(out open); settled++)
        {
            Interlocked.Decrement(ref _openCount);
            KeyShard shard = engine.ShardOf(open.LockOrder);
            shard.Enter();
            int slot = shard.Find(open.Key);
            bool givesBack = slot >= 0 && MustSettle(ref shard.At(slot), open, now);
            shard.Exit();
            if (givesBack)
            {
                _ = AskAsync(open, cost: 0, inBackground: true);
            }
        }
    }

    private static OpenLease ForOf(RequestLimits state, in ScopeUse use) => new(state.Counter!.TenantId, state.Limits!.Scopes[use.Index], use.Key, use.LockOrder, 0, 0);

    private static async Task<bool> BothAsync(Task<bool> first, Task<bool> second) => await first & await second;

    private async Task<bool> AskAsync(OpenLease of, long cost, bool inBackground)
    {
        long sentAt = clock.Now;
        if (Ask(of, sentAt, cost, inBackground) is not { } request)
        {
            return false; // Every slot holds a request under way.
        }

        LeaseReply? reply = await leases.AskAsync(LeaseScript.KeyOf(of.TenantId, of.Key), of.Rule, of.Rule.Limit, request);
        Answer(of, request, reply, sentAt, inBackground);
        return reply is not null;
    }

    private LeaseRequest? Ask(in OpenLease of, long now, long cost, bool inBackground)
    {
        KeyShard shard = engine.ShardOf(of.LockOrder);
        shard.Enter();
        try
        {
            shard.Reserve(1, (uint)(now / TimeSpan.TicksPerSecond));
            int slot = shard.FindOrAdd(of.Key);
            if (slot < 0)
            {
                return null;
            }

            ref KeyEntry entry = ref shard.At(slot);
            KeyLease lease = KeyLease.Of(entry);
            long want = cost == 0 || (inBackground && lease.InHand < 0) ? 0
                : Open < FleetLimits.MaxOpenLeases ? lease.WantOf(of.Rule, fleet, cost)
                : cost; // Nobody could watch what is left of more.
            LeaseRequest request = lease.Ask(of.Rule, fleet, now, want, inBackground ? 0 : cost, givesBack: cost == 0);
            lease.Save(ref entry);
            entry.IsAsking |= inBackground;
            return request;
        }
        finally
        {
            shard.Exit();
        }
    }

    private void Answer(in OpenLease of, in LeaseRequest request, in LeaseReply? reply, long sentAt, bool inBackground)
    {
        long now = clock.Now;
        KeyShard shard = engine.ShardOf(of.LockOrder);
        shard.Enter();
        shard.Reserve(1, (uint)(now / TimeSpan.TicksPerSecond));
        int slot = shard.FindOrAdd(of.Key);
        if (slot >= 0)
        {
            ref KeyEntry entry = ref shard.At(slot);
            entry.IsAsking &= !inBackground;
            KeyLease lease = KeyLease.Of(entry);
            if (reply is { } taken)
            {
                lease.Answer(of.Rule, request, taken, sentAt, now);
                lease.Save(ref entry);
                entry.ForgetAt(now + lease.ForgetAfter(of.Rule, now));
            }

            Watch(ref entry, of with { InHand = lease.InHand, SeenAt = now });
        }

        shard.Exit();
    }

    private void WatchOwed(in OpenLease of)
    {
        KeyShard shard = engine.ShardOf(of.LockOrder);
        shard.Enter();
        int slot = shard.Find(of.Key);
        if (slot >= 0)
        {
            Watch(ref shard.At(slot), of with { InHand = KeyLease.Of(shard.At(slot)).InHand, SeenAt = clock.Now });
        }

        shard.Exit();
    }

    private void Watch(ref KeyEntry entry, in OpenLease open)
    {
        if (open.InHand != 0 && !entry.IsListed && Open < FleetLimits.MaxOpenLeases)
        {
            entry.IsListed = true;
            Interlocked.Increment(ref _openCount);
            _open.Enqueue(open);
        }
    }

    // Whether it lies idle or owes; else it is watched on, or let go.
    private bool MustSettle(ref KeyEntry entry, in OpenLease open, long now)
    {
        entry.IsListed = false;
        KeyLease lease = KeyLease.Of(entry);
        lease.Reckon(open.Rule, fleet, now);
        if (lease.InHand < 0 || (lease.InHand > 0 && lease.InHand == open.InHand))
        {
            return true;
        }

        Watch(ref entry, open with { InHand = lease.InHand, SeenAt = now });
        return false;
    }

    /// <summary>A key's lease, and what was in hand when it was seen last.</summary>
    private readonly record struct OpenLease(string TenantId, LimitRule Rule, KeyHash Key, int LockOrder, int InHand, long SeenAt);
}
