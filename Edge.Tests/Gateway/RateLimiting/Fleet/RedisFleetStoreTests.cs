using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>Requests that wait for a store that does not answer.</summary>
public sealed class RedisFleetStoreTests : IDisposable
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly SemaphoreSlim _looks = new(0);

    public RedisFleetStoreTests() => _time.TimerCreated += _ => _looks.Release();

    [Theory]
    [InlineData(nameof(StoreLostPolicy.Share), true)]
    [InlineData(nameof(StoreLostPolicy.Open), true)]
    [InlineData(nameof(StoreLostPolicy.Closed), false)]
    public async Task Wait_InVainWhileHeartbeatsAreSilentToo_EndsAsInALoss(string policy, bool isAllowed)
    {
        var fleet = new FleetState { Nodes = 2 };
        fleet.HeartbeatSent(_time.GetTimestamp());
        LimitVerdict verdict = await WaitAsync(fleet, Enum.Parse<StoreLostPolicy>(policy), static () => { });
        Assert.True(fleet.IsLost);
        Assert.Equal((isAllowed, !isAllowed), (verdict.Decision == RateLimitDecision.Allowed && !verdict.NeedsStore, verdict.NeedsStore));
    }

    [Fact]
    public async Task Wait_InVainWhileHeartbeatsAreAnswered_SpendsNothingUncounted()
    {
        var fleet = new FleetState { Nodes = 2 };
        LimitVerdict verdict = await WaitAsync(fleet, StoreLostPolicy.Share, () =>
        {
            fleet.HeartbeatSent(_time.GetTimestamp());
            fleet.HeartbeatAnswered();
        });
        Assert.Equal((false, true), (fleet.IsLost, verdict.NeedsStore));
    }

    public void Dispose() => _looks.Dispose();

    // A first request of a window, whose question hangs; decided again when it has waited.
    private async Task<LimitVerdict> WaitAsync(FleetState fleet, StoreLostPolicy policy, Action beat)
    {
        var bucket = new Bucket { Id = "authn", Index = 0, Policy = new RateLimitPolicy("authn", 600, TimeSpan.FromSeconds(60)), OnStoreLost = policy };
        TenantCounter counter = new CounterDirectory(new FixedCapacity(0), fleet) { IsFleet = true }.GetCounter("acme", bucket.Id, "na-1");
        var (clock, engine, leases) = (new LimitClock(_time), new LimitEngine(), new HangingLeases());
        var store = new RedisFleetStore(leases, new ScopeLeases(engine, leases, fleet, clock), fleet, clock, _time);
        var state = new RequestLimits { Counter = counter, Limits = counter.LimitsOf(bucket, 600, 1) };
        Task<bool> waiting = store.AskAsync(state, Decide()).AsTask();
        while (await Task.WhenAny(waiting, _looks.WaitAsync(TestContext.Current.CancellationToken)) != waiting)
        {
            beat();
            _time.Advance(FleetLimits.RequestDeadline / FleetLimits.LooksPerRequest);
        }

        Assert.False(await waiting);
        return Decide();

        LimitVerdict Decide() => engine.Decide(counter, state.Limits, state.Uses[..state.UseCount], null, int.MaxValue, clock.Now);
    }

    private sealed class HangingLeases : ILeases
    {
        public Task<bool> IsFirstAsync(string key, long ticks) => Task.FromResult(true);

        public Task<LeaseReply?> AskAsync(string key, LimitRule rule, long ceiling, LeaseRequest request) => new TaskCompletionSource<LeaseReply?>().Task;
    }
}
