using System.Collections.Concurrent;
using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Leases from Redis. A node asks for one tenant's limit once at a time; those who come meanwhile wait for the same answer.</summary>
internal sealed class RedisFleetStore(ILeases leases, ScopeLeases scopes, FleetState fleet, LimitClock clock, TimeProvider time) : IFleetStore
{
    private readonly ConcurrentQueue<OpenLease> _open = new(); // At most one for each tenant and bucket.

    public async ValueTask<bool> AskAsync(RequestLimits state, LimitVerdict verdict)
    {
        if (fleet.IsLost)
        {
            return false;
        }

        FleetLease lease = state.Counter!.Lease!;
        Task<bool> below = scopes.AskAsync(state);
        Interlocked.Increment(ref lease.Waiting);
        try
        {
            Task<bool> tenant = verdict.NeedsTenant ? Ask(state.Counter, state.Limits!, state.Limits!.Bucket.Cost, isAwaited: true) : Task.FromResult(true);
            Task<bool[]> both = Task.WhenAll(tenant, below); // Sent together.
            for (int look = 0; look < FleetLimits.LooksPerRequest && !both.IsCompleted && !fleet.IsLost; look++)
            {
                await LookAsync(both);
            }

            if (!both.IsCompleted && !fleet.IsLost && fleet.IsSilent(time))
            {
                await LookAsync(both); // The last look may have been a pause of this process, and the answers lie in the socket.
                if (!both.IsCompleted && fleet.IsSilent(time))
                {
                    fleet.IsLost = true; // The heartbeat would say so soon; this request cannot wait for it.
                }
            }

            return both.IsCompleted && Array.TrueForAll(await both, static isAnswered => isAnswered);
        }
        finally
        {
            Interlocked.Decrement(ref lease.Waiting);
        }
    }

    public void AskSoon(RequestLimits state, in LimitVerdict verdict)
    {
        if (state.Counter!.Lease is { WantsMore: true, Asking: null } lease)
        {
            if (fleet.IsLost)
            {
                state.Counter.Enter();
                Watch(state.Counter, lease);
                state.Counter.Exit();
            }
            else
            {
                _ = Ask(state.Counter, state.Limits!, state.Limits!.Bucket.Cost, isAwaited: false);
            }
        }

        if (verdict.WantsStore)
        {
            scopes.AskSoon(state);
        }
    }

    /// <summary>Gives back what lies idle here and may be wanted elsewhere, and tells what was used while the store was lost. Called with each good heartbeat, and never waits.</summary>
    public void Settle()
    {
        long now = clock.Now;
        for (int settled = 0; settled < FleetLimits.SettledPerBeat && _open.TryPeek(out OpenLease open) && now - open.SeenAt >= FleetLimits.IdleLease.Ticks && _open.TryDequeue(out open); settled++)
        {
            FleetLease lease = open.Counter.Lease!;
            open.Counter.Enter();
            lease.IsListed = false;
            bool settles = lease.Asking is null && (lease.HasDebit || (fleet.Nodes > 1 && lease.InHand > 0 && now - lease.LastTaken > FleetLimits.IdleLease.Ticks));
            if (!settles)
            {
                Watch(open.Counter, lease);
            }

            open.Counter.Exit();
            if (settles && open.Counter.LimitsOrNull is { } limits)
            {
                _ = GiveBack(open.Counter, limits);
            }
        }

        scopes.Settle(FleetLimits.IdleLease);
    }

    /// <summary>Tells what this node knows of every running window, because the store has lost its data.</summary>
    public void TellAll(IEnumerable<TenantCounter> counters)
    {
        foreach (TenantCounter counter in counters)
        {
            if (counter.LimitsOrNull is { } limits && counter.Lease!.IsRunning(clock.Now))
            {
                _ = GiveBack(counter, limits);
            }
        }
    }

    /// <summary>Gives back what is in hand; after a loss, tells what was used meanwhile.</summary>
    public Task GiveBack(TenantCounter counter, TenantLimits limits) => Ask(counter, limits, cost: 0, isAwaited: false);

    private async Task LookAsync(Task answers) =>
        await answers.WaitAsync(fleet.RequestDeadline / FleetLimits.LooksPerRequest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task<bool> Ask(TenantCounter counter, TenantLimits limits, long cost, bool isAwaited)
    {
        FleetLease lease = counter.Lease!;
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        counter.Enter();
        if (lease.Asking is { } underWay)
        {
            counter.Exit();
            return underWay;
        }

        lease.Asking = answer.Task;
        long sentAt = clock.Now;
        LeaseRequest request = lease.Ask(limits, sentAt, cost, isAwaited);
        counter.Exit();
        _ = SendAsync(counter, limits, request, sentAt, answer);
        return answer.Task;
    }

    private async Task SendAsync(TenantCounter counter, TenantLimits limits, LeaseRequest request, long sentAt, TaskCompletionSource<bool> answer)
    {
        FleetLease lease = counter.Lease!;
        long ceiling = limits.Bucket.Mode == BucketMode.Preview ? int.MaxValue : limits.BurstCeiling;
        LeaseReply? reply = await leases.AskAsync(LeaseScript.KeyOf(counter.TenantId, counter.BucketId), limits.Rule, ceiling, request);
        counter.Enter();
        if (reply is { } taken)
        {
            lease.Answer(limits.Rule, request, taken, sentAt, clock.Now);
        }

        lease.Asking = null;
        Watch(counter, lease);
        counter.Exit();
        answer.SetResult(reply is not null);
    }

    // Under the counter's lock.
    private void Watch(TenantCounter counter, FleetLease lease)
    {
        if (!lease.IsListed && (lease.InHand > 0 || lease.HasDebit || lease.Asking is not null))
        {
            lease.IsListed = true;
            _open.Enqueue(new OpenLease(counter, clock.Now));
        }
    }

    private readonly record struct OpenLease(TenantCounter Counter, long SeenAt);
}
