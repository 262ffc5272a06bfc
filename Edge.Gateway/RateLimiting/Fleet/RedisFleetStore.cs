using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Leases from Redis. A node asks for one limit once at a time; those who come meanwhile wait for the same answer.</summary>
internal sealed class RedisFleetStore(Func<IDatabase?> database, FleetState fleet, LimitClock clock, TimeProvider time) : IFleetStore
{
    private readonly RedisScript _take = new(LeaseScript.Take);
    private long _calls;

    public RedisFleetStore(RedisConnection redis, FleetState fleet, LimitClock clock, TimeProvider time)
        : this(() => redis.Current?.GetDatabase(), fleet, clock, time)
    {
    }

    /// <summary>Questions sent so far.</summary>
    public long Calls => Volatile.Read(ref _calls);

    public async ValueTask<bool> AskAsync(TenantCounter counter, TenantLimits limits)
    {
        FleetLease lease = counter.Lease!;
        if (fleet.IsLost)
        {
            return false;
        }

        Interlocked.Increment(ref lease.Waiting);
        try
        {
            return await Ask(counter, limits, limits.Bucket.Cost).WaitAsync(FleetLimits.RequestDeadline, time);
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

    public void AskSoon(TenantCounter counter, TenantLimits limits) => _ = Ask(counter, limits, limits.Bucket.Cost);

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
        LeaseReply? reply = null;
        try
        {
            reply = await SendAsync(counter, limits, request);
        }
        catch (RedisConnectionException)
        {
            fleet.IsLost = true; // Known without a heartbeat; the next good one says that it is back.
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            fleet.SuspectUntil = clock.Now + FleetLimits.HesitationTicks; // Such as READONLY after a failover.
        }
        finally
        {
            counter.Enter();
            if (reply is { } taken)
            {
                lease.Answer(taken, sentAt, limits.Rule.WindowTicks);
            }
            else
            {
                lease.Fail(request);
            }

            lease.Asking = null;
            counter.Exit();
            answer.SetResult(reply is not null);
        }
    }

    private async Task<LeaseReply?> SendAsync(TenantCounter counter, TenantLimits limits, LeaseRequest request)
    {
        if (database() is not { } redis)
        {
            fleet.IsLost = true;
            return null;
        }

        Interlocked.Increment(ref _calls);
        RedisResult result = await _take.RunAsync(
            redis,
            LeaseScript.KeyOf(counter.TenantId, counter.BucketId),
            request.Want,
            limits.Rule.Limit,
            limits.Bucket.Mode == BucketMode.Preview ? int.MaxValue : limits.BurstCeiling,
            limits.Rule.WindowTicks / TimeSpan.TicksPerMillisecond,
            request.Debit,
            request.Return,
            request.Window,
            request.KnownUsed,
            request.KnownTicks / TimeSpan.TicksPerMillisecond,
            limits.Rule.Algorithm == LimitAlgorithm.Gcra ? "gcra" : "fixedWindow");
        var parts = (RedisResult[])result;
        return new LeaseReply((long)parts[0], (long)parts[1] == 1, (long)parts[2], (long)parts[3] * TimeSpan.TicksPerMillisecond, (long)parts[4], (long)parts[5] == 1);
    }
}
