using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Leases in Redis. Calls are sent one after the other without waiting for answers, so many share a way.</summary>
internal sealed class RedisLeases(Func<IDatabase?> database, FleetState fleet) : ILeases
{
    private readonly RedisScript _take = new(LeaseScript.Take);
    private long _calls;

    public RedisLeases(RedisConnection redis, FleetState fleet)
        : this(() => redis.Current?.GetDatabase(), fleet)
    {
    }

    /// <summary>Questions sent so far.</summary>
    public long Calls => Volatile.Read(ref _calls);

    public async Task<LeaseReply?> AskAsync(string key, LimitRule rule, long ceiling, LeaseRequest request)
    {
        try
        {
            if (database() is not { } redis)
            {
                fleet.IsLost = true;
                return null;
            }

            Interlocked.Increment(ref _calls);
            var parts = (RedisResult[])await _take.RunAsync(
                redis,
                LeaseScript.KeyOf(key, rule.Algorithm),
                request.Want,
                rule.Limit,
                ceiling,
                rule.WindowTicks / TimeSpan.TicksPerMillisecond,
                request.Debit,
                request.Return,
                request.Window,
                request.KnownUsed,
                request.KnownTicks / TimeSpan.TicksPerMillisecond,
                rule.Algorithm == LimitAlgorithm.Gcra ? "gcra" : "fixedWindow",
                request.Need,
                request.Part);
            return new LeaseReply((long)parts[0], (long)parts[1] == 1, (long)parts[2], (long)parts[3] * TimeSpan.TicksPerMicrosecond, (int)parts[4], (long)parts[5] == 1);
        }
        catch (Exception exception) when (exception is RedisConnectionException or RedisServerException)
        {
            fleet.IsLost = true; // Refused, or such as READONLY after a failover: known without a heartbeat; the next good one says that it is back.
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // No answer: the heartbeat judges whether Redis is lost.
        }

        return null;
    }

    public async Task<bool> IsFirstAsync(string key, long ticks)
    {
        try
        {
            return fleet.IsLost || database() is not { } redis
                || await redis.StringSetAsync(key, "1", TimeSpan.FromTicks(Math.Max(ticks, TimeSpan.TicksPerMillisecond)), When.NotExists);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            return true;
        }
    }
}
