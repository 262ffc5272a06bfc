using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>One node of a fleet in this process: the real engine and store over a connection of its own.</summary>
internal sealed class FleetNode : IDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly CounterDirectory _counters;
    private readonly LimitEngine _engine = new();
    private readonly LimitClock _clock = new(TimeProvider.System);

    private FleetNode(ConnectionMultiplexer connection, int nodes)
    {
        _connection = connection;
        Fleet.Nodes = nodes;
        _counters = new CounterDirectory(new FixedCapacity(0), Fleet) { IsFleet = true };
        Store = new RedisFleetStore(() => IsCut ? null : _connection.GetDatabase(), Fleet, _clock, TimeProvider.System);
    }

    public FleetState Fleet { get; } = new();

    public RedisFleetStore Store { get; }

    public bool IsCut { get; set; }

    public static async Task<FleetNode> StartAsync(string configuration, int nodes)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        return new FleetNode(await ConnectionMultiplexer.ConnectAsync(options), nodes);
    }

    /// <summary>Decides as the middleware does, with as much patience as a loaded machine needs.</summary>
    public async Task<bool> TryAsync(Bucket bucket)
    {
        TenantCounter counter = _counters.GetCounter("acme", bucket.Id, "na-1");
        TenantLimits limits = counter.LimitsOf(bucket, bucket.Policy.Limit, 1);
        for (int ask = 0; ask < 100; ask++)
        {
            while (!Fleet.IsLost && _clock.Now < Fleet.SuspectUntil)
            {
                await Task.Yield(); // A machine under load hesitates now and then.
            }

            LimitVerdict verdict = _engine.Decide(counter, limits, [], null, int.MaxValue, _clock.Now);
            if (!verdict.NeedsStore)
            {
                if (counter.Lease is { WantsMore: true, IsAsking: false })
                {
                    Store.AskSoon(counter, limits);
                }

                return verdict.Decision == RateLimitDecision.Allowed;
            }

            await Store.AskAsync(counter, limits);
        }

        return false;
    }

    public Task GiveBackAsync(Bucket bucket)
    {
        TenantCounter counter = _counters.GetCounter("acme", bucket.Id, "na-1");
        return Store.GiveBack(counter, counter.LimitsOf(bucket, bucket.Policy.Limit, 1));
    }

    public void Dispose() => _connection.Dispose();
}
