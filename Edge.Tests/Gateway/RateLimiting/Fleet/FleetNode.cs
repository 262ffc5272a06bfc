using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>One node of a fleet in this process: the real engine and store over a connection of its own. A request waits for Redis as long as it takes, so nothing depends on the machine's speed.</summary>
internal sealed class FleetNode : IDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly CounterDirectory _counters;
    private readonly LimitEngine _engine = new();
    private readonly LimitClock _clock;
    private readonly RedisLeases _leases;

    private FleetNode(ConnectionMultiplexer connection, int nodes, TimeProvider? time)
    {
        _connection = connection;
        (Fleet.Nodes, Fleet.RequestDeadline) = (nodes, TimeSpan.FromMinutes(1));
        _clock = new LimitClock(time ?? TimeProvider.System);
        _counters = new CounterDirectory(new FixedCapacity(0), Fleet) { IsFleet = true };
        _leases = new RedisLeases(() => IsCut ? null : _connection.GetDatabase(), Fleet);
        Scopes = new ScopeLeases(_engine, _leases, Fleet, _clock);
        Store = new RedisFleetStore(_leases, Scopes, Fleet, _clock, TimeProvider.System);
    }

    public FleetState Fleet { get; } = new();

    public RedisFleetStore Store { get; }

    public ScopeLeases Scopes { get; }

    public long Calls => _leases.Calls;

    public bool IsCut { get; set; }

    public static async Task<FleetNode> StartAsync(string configuration, int nodes, TimeProvider? time = null)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        return new FleetNode(await ConnectionMultiplexer.ConnectAsync(options), nodes, time);
    }

    public async Task<bool> TryAsync(Bucket bucket, params string[] keys) => (await DecideAsync(bucket, keys)).Decision != RateLimitDecision.Denied;

    /// <summary>Decides as the middleware does; the keys stand in the order of the bucket's scopes.</summary>
    public async Task<LimitVerdict> DecideAsync(Bucket bucket, params string[] keys)
    {
        TenantCounter counter = _counters.GetCounter("acme", bucket.Id, "na-1");
        var state = new RequestLimits { Counter = counter, Limits = counter.LimitsOf(bucket, bucket.Policy.Limit, 1), UseCount = keys.Length };
        for (int i = 0; i < keys.Length; i++)
        {
            state.Uses[i] = new ScopeUse { Index = i, Key = LimitBed.KeyOf(bucket.Scopes[i], keys[i]) };
        }

        LimitVerdict verdict = default;
        for (int ask = 0; ask < 100; ask++)
        {
            verdict = _engine.Decide(counter, state.Limits, state.Uses[..state.UseCount], null, int.MaxValue, _clock.Now);
            if (!verdict.NeedsStore)
            {
                Store.AskSoon(state, verdict);
                return verdict;
            }

            await Store.AskAsync(state, verdict);
        }

        Assert.Fail("The store could not be asked.");
        return verdict;
    }

    /// <summary>What heartbeats do with leases that lie idle, at once; waits until the store has heard of it.</summary>
    public async Task GiveBackAsync(Bucket bucket)
    {
        TenantCounter counter = _counters.GetCounter("acme", bucket.Id, "na-1");
        await Store.GiveBack(counter, counter.LimitsOf(bucket, bucket.Policy.Limit, 1)); // May have been the answer to a question asked before.
        await Store.GiveBack(counter, counter.LimitsOf(bucket, bucket.Policy.Limit, 1));
        for (int round = 0; round < 3 || Scopes.Open > 0; round++)
        {
            Scopes.Settle(TimeSpan.Zero);
            await _connection.GetDatabase().PingAsync(); // Answers come in order, so what was sent is done.
        }
    }

    public void Dispose() => _connection.Dispose();
}
