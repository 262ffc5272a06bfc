using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Raising;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting;

/// <summary>What the limits do in the background: shares out spare capacity, sweeps idle keys, and notes averages.</summary>
internal sealed partial class RateLimitService(
    BurstSharing sharing, RaiseJudge judge, LimitEngine engine, CounterDirectory counters, LiveLimits live, LimitClock clock, TimeProvider time, ILogger<RateLimitService> logger) : BackgroundService
{
    /// <summary>Shards swept in each step: all in six seconds.</summary>
    public const int ShardsPerStep = KeyTable.ShardCount / 64;

    private long _last;
    private long _judged;
    private long _minute = -1;

    /// <summary>One step of everything.</summary>
    public void RunOnce()
    {
        long now = clock.Now;
        live.Follow();
        sharing.ShareOnce(TimeSpan.FromTicks(now - _last));
        _last = now;
        uint seconds = (uint)(now / TimeSpan.TicksPerSecond);
        engine.Principals.Sweep(ShardsPerStep, seconds);
        engine.Clients.Sweep(ShardsPerStep, seconds);
        if (now - _judged >= RaiseJudge.Interval.Ticks)
        {
            judge.JudgeOnce(TimeSpan.FromTicks(now - _judged), now);
            _judged = now;
        }

        long minute = clock.MinuteOf(now);
        if (minute != _minute)
        {
            _minute = minute;
            foreach (TenantCounter counter in counters.Counters)
            {
                counter.History.Note(counter.Totals.ToCounts(), minute);
                counter.Callers.Sweep(minute / 60);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BurstSharing.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                RunOnce();
            }
            catch (Exception exception)
            {
                LogFailed(exception); // The limits hold without this; the next step tries again.
            }
        }
    }

    [LoggerMessage(EdgeEvents.RateLimitStepFailed, LogLevel.Error, "A background step of the rate limits failed.")]
    private partial void LogFailed(Exception exception);
}
