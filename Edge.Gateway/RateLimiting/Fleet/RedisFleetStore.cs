using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Leases from Redis. A node asks for one tenant's limit once at a time; those who come meanwhile wait for the same answer.</summary>
internal sealed class RedisFleetStore(ILeases leases, ScopeLeases scopes, FleetState fleet, LimitClock clock, TimeProvider time) : IFleetStore
{
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
            bool isAnswered = !verdict.NeedsTenant || await Ask(state.Counter, state.Limits!, state.Limits!.Bucket.Cost).WaitAsync(fleet.RequestDeadline, time);
            return await below.WaitAsync(fleet.RequestDeadline, time) && isAnswered; // Both were sent together.
        }
        catch (TimeoutException)
        {
            fleet.SuspectUntil = clock.Now + FleetLimits.HesitationTicks;
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref lease.Waiting);
        }
    }

    public void AskSoon(RequestLimits state, in LimitVerdict verdict)
    {
        if (state.Counter!.Lease is { WantsMore: true, Asking: null } && !fleet.IsLost)
        {
            _ = Ask(state.Counter, state.Limits!, state.Limits!.Bucket.Cost);
        }

        if (verdict.WantsStore)
        {
            scopes.AskSoon(state);
        }
    }

    /// <summary>Gives back what is in hand; after a loss, tells what was used meanwhile.</summary>
    public Task GiveBack(TenantCounter counter, TenantLimits limits) => Ask(counter, limits, cost: 0);

    private Task<bool> Ask(TenantCounter counter, TenantLimits limits, long cost)
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
        LeaseRequest request = lease.Ask(limits, sentAt, cost);
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
        counter.Exit();
        answer.SetResult(reply is not null);
    }
}
