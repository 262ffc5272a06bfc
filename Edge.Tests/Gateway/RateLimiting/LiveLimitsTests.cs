using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class LiveLimitsTests
{
    private const string Limits = """{ "buckets": [ { "id": "a/b", "limit": 600, "match": [ { "path": "/" } ] } ] }""";

    [Fact]
    public async Task Change_AfterARestart_IsInForceAgain()
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        EdgeSnapshot snapshot = folder.LoadGood();
        var decisions = new MemoryDecisionStore(TimeProvider.System);
        using (Bed before = await Bed.StartAsync(snapshot, decisions))
        {
            await before.SetAsync(1200, 75);
            Assert.Equal((1200, 75), before.InForce);
            await before.SetAsync(null, 80);
            Assert.Equal((1200, 80), before.InForce);
        }

        using Bed after = await Bed.StartAsync(snapshot, decisions);
        Assert.Equal((1200, 80), after.InForce);
        await after.SetAsync(0, null);
        Assert.Equal((600, 80), after.InForce);
        await after.SetAsync(null, 0);
        Assert.Equal((600, 60), after.InForce);
        Assert.Empty(decisions.Current.All);
    }

    [Fact]
    public async Task Change_WhileTheFileSaysAnotherNumber_GivesWay()
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        var decisions = new MemoryDecisionStore(TimeProvider.System);
        using Bed bed = await Bed.StartAsync(folder.LoadGood(), decisions);
        await bed.SetAsync(1200, 75);
        await bed.ReloadAsync(folder.With("limits.json", Limits.Replace("600", "700", StringComparison.Ordinal)).LoadGood());
        Assert.Equal((700, 75), bed.InForce);
        await bed.ReloadAsync(folder.With("limits.json", Limits).LoadGood());
        Assert.Equal((1200, 75), bed.InForce);
    }

    [Fact]
    public async Task Change_ToTheSameNumberAfterTheFileSaidAnother_IsInForceOnOtherNodesToo()
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        var decisions = new MemoryDecisionStore(TimeProvider.System);
        EdgeSnapshot snapshot = folder.LoadGood();
        using Bed here = await Bed.StartAsync(snapshot, decisions);
        using Bed there = await Bed.StartAsync(snapshot, decisions);
        await here.SetAsync(1000, null);
        EdgeSnapshot next = folder.With("limits.json", Limits.Replace("600", "700", StringComparison.Ordinal)).LoadGood();
        await here.ReloadAsync(next);
        await there.ReloadAsync(next);
        Assert.Equal(700, there.InForce.Limit);
        await here.SetAsync(1000, null);
        Assert.Equal((1000, 1000), (here.InForce.Limit, there.InForce.Limit));
    }

    [Fact]
    public async Task Changes_AtTheSameTime_AreBothKept()
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        var decisions = new HeldDecisionStore();
        using Bed bed = await Bed.StartAsync(folder.LoadGood(), decisions);
        Task first = bed.SetAsync(1200, null);
        Task second = bed.SetAsync(null, 75);
        decisions.Asked.SetResult();
        decisions.Returned.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal((1200, 75), bed.InForce);
    }

    [Fact]
    public async Task Change_ThatIsOvertakenWhileItIsKept_GivesWay()
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        var decisions = new HeldDecisionStore();
        using Bed bed = await Bed.StartAsync(folder.LoadGood(), decisions);
        decisions.Asked.SetResult();
        Task waiting = bed.SetAsync(1200, null);
        await bed.DecideElsewhereAsync(decisions.Inner, "900:600:0");
        Assert.Equal(900, bed.InForce.Limit);
        decisions.Returned.SetResult();
        await waiting;
        Assert.Equal(900, bed.InForce.Limit);
    }

    [Theory]
    [InlineData("900:700:0", 900)]
    [InlineData(null, 700)]
    public async Task Change_WhileASnapshotComesIntoForce_IsJudgedByIt(string? value, long expected)
    {
        using var folder = new ConfigFolder().With("limits.json", Limits);
        var decisions = new MemoryDecisionStore(TimeProvider.System);
        using Bed bed = await Bed.StartAsync(folder.LoadGood(), decisions);
        await bed.DecideElsewhereAsync(decisions, "800:700:0");
        EdgeSnapshot next = folder.With("limits.json", Limits.Replace("600", "700", StringComparison.Ordinal)).LoadGood();
        await bed.ReloadAsync(next, beforeSwap: () => bed.DecideElsewhereAsync(decisions, value));
        bed.Follow();
        Assert.Equal(expected, bed.InForce.Limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1200")]
    [InlineData("1200:600")]
    [InlineData("1200:600:91")]
    [InlineData("-1:600:60")]
    [InlineData("16777216:600:60")]
    [InlineData("1:2:3:4")]
    public void Parse_OfWhatIsNoValue_IsNothing(string text) => Assert.Equal(default, LiveLimit.Parse(text));

    [Theory]
    [InlineData("tenant/acme/limit/a/b", "acme", "a/b")]
    [InlineData("tenant/acme/mode", null, null)]
    [InlineData("tenant/acme", null, null)]
    [InlineData("cell/acme/limit/a", null, null)]
    public void Key_OfALimit_IsReadAndOthersAreNot(string key, string? tenant, string? bucket)
    {
        Assert.Equal(tenant is not null, DecisionKeys.TryReadTenantLimit(key, out string tenantFound, out string bucketFound));
        Assert.Equal((tenant ?? "", bucket ?? ""), (tenantFound, bucketFound));
    }

    private sealed class Bed : IDisposable
    {
        private readonly CounterDirectory _counters = new(new FixedCapacity(0), new FleetState());
        private readonly SnapshotStore _snapshots = new();
        private readonly LiveLimits _live;

        private Bed(IDecisionStore decisions) => _live = new LiveLimits(_counters, _snapshots, decisions);

        public (long Limit, int WarningPercent) InForce
        {
            get
            {
                (Tenant tenant, Bucket bucket, LimitTable table) = Pair;
                TenantLimits limits = table.LimitsOf(tenant, bucket, _counters.GetCounter(tenant.Id, bucket.Id, tenant.CellId));
                return (limits.Rule.Limit, limits.WarningPercent);
            }
        }

        private (Tenant Tenant, Bucket Bucket, LimitTable Table) Pair => (_snapshots.Current.Get<TenantDirectory>().Tenants[0], _snapshots.Current.Get<LimitTable>().Buckets[0], _snapshots.Current.Get<LimitTable>());

        public static async Task<Bed> StartAsync(EdgeSnapshot snapshot, IDecisionStore decisions)
        {
            var bed = new Bed(decisions);
            await bed.ReloadAsync(snapshot);
            return bed;
        }

        public async Task ReloadAsync(EdgeSnapshot next, Func<Task>? beforeSwap = null)
        {
            await _counters.PrepareAsync(_snapshots.CurrentOrNull, next, TestContext.Current.CancellationToken);
            await _live.PrepareAsync(_snapshots.CurrentOrNull, next, TestContext.Current.CancellationToken);
            await (beforeSwap?.Invoke() ?? Task.CompletedTask);
            _snapshots.Swap(next);
        }

        public void Follow() => _live.Follow();

        public Task SetAsync(long? limit, int? warning) => _live.SetAsync(Pair.Tenant.Id, Pair.Bucket.Id, limit, warning, new EdgeEvent("system.org.rate_limit.change", EventSeverity.Info, "ops-1", "acme/a/b", EventOutcome.Success, "test"), TestContext.Current.CancellationToken);

        public Task<DecisionSet> DecideElsewhereAsync(MemoryDecisionStore decisions, string? value) =>
            decisions.DecideAsync([new DecisionChange(DecisionKeys.TenantLimit(Pair.Tenant.Id, Pair.Bucket.Id), value)], "ops-2", "test", TestContext.Current.CancellationToken);

        public void Dispose() => _live.Dispose();
    }

    /// <summary>Decides when the test lets it, and returns when the test lets it.</summary>
    private sealed class HeldDecisionStore : IDecisionStore
    {
        public MemoryDecisionStore Inner { get; } = new(TimeProvider.System);

        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource Returned { get; } = new();

        public DecisionSet Current => Inner.Current;

        public async Task<DecisionSet> DecideAsync(IReadOnlyList<DecisionChange> changes, string actor, string reason, CancellationToken cancellationToken, Action<IReadOnlyList<EdgeEvent>>? kept = null)
        {
            await Asked.Task;
            DecisionSet decided = await Inner.DecideAsync(changes, actor, reason, cancellationToken, kept);
            await Returned.Task;
            return decided;
        }

        public IDisposable OnChange(Action<DecisionSet, DecisionSet> listener) => Inner.OnChange(listener);
    }
}
