using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting.Storage;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Says that this node lives, counts the others, and notices when the store is lost or back.</summary>
internal sealed partial class FleetHeartbeat(
    RedisConnection redis, RedisFleetStore store, FleetState fleet, CounterDirectory counters, IEventLog events, TimeProvider time, ILogger<FleetHeartbeat> logger) : BackgroundService
{
    /// <summary>Heartbeats that the start waits for: two seconds.</summary>
    private const int StartTries = 40;

    /// <summary>Heartbeats between two looks whether the store still has the seeds: 500 ms.</summary>
    private const int BeatsPerSeeds = 10;

    private readonly RedisScript _heartbeat = new(LeaseScript.Heartbeat);
    private readonly RedisScript _seeds = new(LeaseScript.Seeds);
    private readonly string _node = Guid.NewGuid().ToString("N");
    private int _failures;
    private int _beats;
    private bool _wasLost;
    private bool _wasUp;
    private bool _seeded;
    private bool _isKnown;
    private bool _isForgotten;

    /// <summary>One heartbeat.</summary>
    public async Task BeatOnceAsync()
    {
        bool isGood = await BeatAsync();
        _failures = isGood ? 0 : _failures + 1;
        if (isGood)
        {
            (_wasUp, fleet.IsLost) = (true, false);
        }
        else if (_failures >= FleetLimits.FailuresWhenLost)
        {
            fleet.IsLost = true;
        }

        if (fleet.IsLost != _wasLost)
        {
            _wasLost = fleet.IsLost;
            Tell();
        }

        if (isGood)
        {
            if (_isForgotten)
            {
                _isForgotten = false;
                store.TellAll(counters.Counters); // The sooner all nodes tell, the less is let through twice.
            }

            store.Settle();
            if (++_beats % BeatsPerSeeds == 0)
            {
                await ShareSeedsAsync();
            }
        }
    }

    /// <summary>Waits for the store, but not for ever: a node serves without it too.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        for (int tried = 0; counters.IsFleet && tried < StartTries && !await BeatAsync(); tried++)
        {
            await Task.Delay(FleetLimits.HeartbeatInterval, time, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FleetLimits.HeartbeatInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (counters.IsFleet)
            {
                await BeatOnceAsync();
            }
        }
    }

    private async Task<bool> BeatAsync()
    {
        if (redis.Current?.GetDatabase() is not { } database)
        {
            return false;
        }

        fleet.HeartbeatSent(time.GetTimestamp());
        try
        {
            var answer = (RedisResult[])await _heartbeat.RunAsync(
                    database, [LeaseScript.NodesKey, LeaseScript.DemandKey], [_node, (long)FleetLimits.NodeExpiry.TotalMilliseconds, FleetDemand.Write(counters.Cells)])
                .WaitFairlyAsync(FleetLimits.HeartbeatDeadline, time);
            fleet.HeartbeatAnswered();
            fleet.Nodes = (int)answer[0];
            _isForgotten |= (int)answer[1] == 1 && _isKnown;
            _isKnown = true;
            fleet.Demand.Read(answer.Skip(2).Select(static told => (string)told));
            if (!_seeded)
            {
                await ShareSeedsAsync();
            }

            return true;
        }
        catch (RedisConnectionException)
        {
            _failures = FleetLimits.FailuresWhenLost - 1; // Refused or broken: nothing to wait for.
            return false;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            LogFailed(exception.Message);
            return false;
        }
    }

    // All nodes name the same key alike, and nobody outside can choose keys that collide. A store that lost its data gets the seeds again.
    private async Task ShareSeedsAsync()
    {
        try
        {
            if (redis.Current?.GetDatabase() is { } database && (string?)await _seeds.RunAsync(database, LeaseScript.SeedsKey, KeyHasher.SeedText).WaitAsync(FleetLimits.HeartbeatDeadline, time) is { } seeds)
            {
                _seeded = seeds == KeyHasher.SeedText || KeyHasher.TryAdopt(seeds);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            LogFailed(exception.Message); // The next beat tries again.
        }
    }

    private void Tell()
    {
        if (fleet.IsLost)
        {
            LogLost();
            events.Write(new EdgeEvent("system.org.rate_limit.store_lost", EventSeverity.Error, "rate-limits", "redis", EventOutcome.Failure, _wasUp ? "each bucket goes on by its onStoreLost" : "Redis has not answered since the start; each bucket goes on by its onStoreLost"));
        }
        else
        {
            LogBack();
            events.Write(new EdgeEvent("system.org.rate_limit.store_back", EventSeverity.Info, "rate-limits", "redis", EventOutcome.Success, "limits are exact again"));
        }
    }

    [LoggerMessage(EdgeEvents.FleetStoreLost, LogLevel.Error, "Redis is lost: rate limits go on with this node's share.")]
    private partial void LogLost();

    [LoggerMessage(EdgeEvents.FleetStoreBack, LogLevel.Information, "Redis is back: rate limits are exact again.")]
    private partial void LogBack();

    [LoggerMessage(EdgeEvents.FleetHeartbeatFailed, LogLevel.Debug, "A heartbeat failed: {Reason}")]
    private partial void LogFailed(string reason);
}
