using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.LoadTests.Demo;
using Edge.Tests.TestKit;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

public sealed class RedisFleetTests
{
    private const int Nodes = 16;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("fixedWindow", 2000)]
    [InlineData("gcra", 2000)]
    public async Task Fleet_OfSixteenNodes_AdmitsTheLimitAndNoMoreAndStrandsLittle(string algorithm, int limit)
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis);
        Bucket bucket = LimitBed.BucketOf(limit, algorithm == "gcra" ? TimeSpan.FromDays(1) : Window, algorithm == "gcra" ? LimitAlgorithm.Gcra : LimitAlgorithm.FixedWindow);
        int allowed = await RunAsync(fleet.Items, bucket, requests: limit * 2);
        Assert.InRange(allowed, limit * 90 / 100, limit);
        foreach (FleetNode node in fleet.Items)
        {
            await node.GiveBackAsync(bucket); // Who was done early holds a lease that its heartbeat would return.
        }

        using FleetNode late = await FleetNode.StartAsync(redis.Configuration, Nodes);
        allowed += await RunAsync([late], bucket, requests: limit);
        Assert.Equal(limit, allowed);
    }

    [Fact]
    public async Task HotKey_AtALargeLimit_CostsAtMostOneCallPerHundredRequests()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 3);
        Bucket bucket = LimitBed.BucketOf(200_000, Window);
        int allowed = await RunAsync(fleet.Items, bucket, requests: 100_000);
        Assert.Equal(99_999, allowed);
        Assert.InRange(fleet.Items.Sum(static node => node.Calls), 1, 1000);
    }

    [Fact]
    public async Task Lease_OfAnIdleNode_IsGivenBackToTheOthers()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 2);
        Bucket bucket = LimitBed.BucketOf(100, Window);
        Assert.True(await fleet.Items[0].TryAsync(bucket));
        await fleet.Items[0].GiveBackAsync(bucket);
        Assert.Equal(99, await RunOutAsync([fleet.Items[1]], bucket, requests: 200));
    }

    [Fact]
    public async Task Script_UnknownToTheServer_IsSentAgain()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 1);
        Bucket bucket = LimitBed.BucketOf(1, Window, id: "first");
        Assert.True(await fleet.Items[0].TryAsync(bucket));
        using ConnectionMultiplexer other = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        await other.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
        Assert.True(await fleet.Items[0].TryAsync(LimitBed.BucketOf(1, Window, id: "second")));
    }

    [Fact]
    public async Task Fleet_OnARedisCluster_IsExactToo()
    {
        using var folder = new TestFolder();
        await using TestRedis redis = await TestRedis.StartAsync("--cluster-enabled", "yes", "--cluster-config-file", Path.Combine(folder.Path, "nodes.conf"), "--cluster-port", $"{FreePorts.Take(1)[0]}");
        await redis.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        using ConnectionMultiplexer other = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        await TestGateway.WaitUntilAsync(async () => ((string)await other.GetDatabase().ExecuteAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 3);
        Bucket bucket = LimitBed.BucketOf(100, Window, scopes: [LimitBed.ScopeOf("user", 10, Window)]);
        Assert.Equal(10, await RunAsync(fleet.Items, bucket, requests: 60, "ann") + await GiveBackAndRunAsync("ann"));
        Assert.Equal(10, await RunAsync(fleet.Items, bucket, requests: 60, "bob") + await GiveBackAndRunAsync("bob"));

        async Task<int> GiveBackAndRunAsync(string user)
        {
            foreach (FleetNode node in fleet.Items)
            {
                await node.GiveBackAsync(bucket);
            }

            using FleetNode late = await FleetNode.StartAsync(redis.Configuration, 4);
            int allowed = await RunAsync([late], bucket, requests: 10, user);
            await late.GiveBackAsync(bucket);
            return allowed;
        }
    }

    [Fact]
    public async Task Store_ThatLostItsData_LearnsFromTheNodesWhatWasUsed()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 3);
        const int Limit = 3000;
        Bucket bucket = LimitBed.BucketOf(Limit, Window);
        int before = await RunAsync(fleet.Items, bucket, requests: Limit / 2);
        Assert.Equal(Limit / 2, before);
        using ConnectionMultiplexer other = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        await other.GetDatabase().ExecuteAsync("FLUSHALL");
        foreach (FleetNode node in fleet.Items)
        {
            await node.GiveBackAsync(bucket); // What the next heartbeat does when the store does not know the node.
        }

        int after = await RunAsync(fleet.Items, bucket, requests: Limit * 2);
        Assert.InRange(before + after, Limit * 95 / 100, Limit);
    }

    [Fact]
    public async Task Store_WhenLost_LeavesEachNodeItsShareAndIsExactAfterItsReturn()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 4);
        const int Limit = 4000;
        Bucket bucket = LimitBed.BucketOf(Limit, Window);
        int before = await RunAsync(fleet.Items, bucket, requests: 1000);
        foreach (FleetNode node in fleet.Items)
        {
            node.IsCut = node.Fleet.IsLost = true;
        }

        int alone = await RunAsync(fleet.Items, bucket, requests: 1200);
        Assert.Equal(1200, alone); // Well within what was left: nobody is denied.
        foreach (FleetNode node in fleet.Items)
        {
            node.IsCut = node.Fleet.IsLost = false;
            await node.GiveBackAsync(bucket); // What the heartbeat does.
        }

        int after = await RunAsync(fleet.Items, bucket, requests: Limit * 2);
        Assert.InRange(before + alone + after, Limit * 95 / 100, Limit * 105 / 100);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(false, 40)]
    [InlineData(false, 1000)]
    [InlineData(true, 40)]
    public async Task Scopes_OfSixteenNodes_AdmitTheirLimitsAndNoMoreAndStrandNothing(bool gcra, int limit)
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis);
        Bucket bucket = LimitBed.BucketOf(gcra ? limit * 2 : limit * 100, TimeSpan.FromDays(1), gcra ? LimitAlgorithm.Gcra : LimitAlgorithm.FixedWindow, scopes:
            [LimitBed.ScopeOf("user", gcra ? 0 : limit, Window), LimitBed.ScopeOf("client", gcra ? 0 : limit * 2, Window, byAddress: true)]);
        int[] allowed = new int[3];
        for (int user = 0; user < (gcra ? 1 : 3); user++)
        {
            string[] keys = [$"u{user}", user < 2 ? "c0" : "c1"]; // The first two users share a client whose limit is exactly theirs.
            allowed[user] += await RunAsync(fleet.Items, bucket, requests: limit * 2, keys);
            foreach (FleetNode node in fleet.Items)
            {
                await node.GiveBackAsync(bucket);
                Assert.Equal(0, node.Scopes.Open);
            }

            using FleetNode late = await FleetNode.StartAsync(redis.Configuration, Nodes); // The others know that nothing was left, and ask again a little later.
            allowed[user] += await RunAsync([late], bucket, requests: limit, keys);
            Assert.Equal(limit, allowed[user]);
            await late.GiveBackAsync(bucket);
        }
    }

    [Fact]
    public async Task Scopes_WhenOneDenies_TakeNothingFromTheOthersInTheFleet()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 2);
        Bucket bucket = LimitBed.BucketOf(100, Window, scopes: [LimitBed.ScopeOf("token", 6, Window), LimitBed.ScopeOf("user", 2, Window)]);
        Assert.Equal(2, await RunOutAsync(fleet.Items, bucket, requests: 20, "t", "ann"));
        foreach (FleetNode node in fleet.Items)
        {
            await node.GiveBackAsync(bucket);
        }

        Assert.Equal(2, await RunOutAsync([fleet.Items[1]], bucket, requests: 20, "t", "bob"));
        await fleet.Items[1].GiveBackAsync(bucket);
        Assert.Equal(2, await RunOutAsync([fleet.Items[0]], bucket, requests: 20, "t", "cid")); // The token's six are what was let through, not what was tried.
        LimitVerdict denied = await fleet.Items[0].DecideAsync(bucket, "t", "dan");
        Assert.Equal((RateLimitDecision.Denied, 0), (denied.Decision, denied.Violated));
    }

    [Fact]
    public async Task Scope_InPreview_IsCountedByTheFleetAndDeniesNobody()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 2);
        Bucket bucket = LimitBed.BucketOf(100, Window, scopes: [LimitBed.ScopeOf("client", 3, Window, mode: BucketMode.Preview)]);
        Assert.Equal(3, await RunAsync([fleet.Items[0]], bucket, requests: 3, "c"));
        await fleet.Items[0].GiveBackAsync(bucket);
        await fleet.Items[1].DecideAsync(bucket, "c");
        await fleet.Items[1].GiveBackAsync(bucket);
        Assert.Equal(RateLimitDecision.Preview, (await fleet.Items[1].DecideAsync(bucket, "c")).Decision);
    }

    [Fact]
    public async Task HotScope_OfOneNode_CostsOneCallPerHundredRequests()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 3);
        Bucket bucket = LimitBed.BucketOf(1_000_000, Window, scopes: [LimitBed.ScopeOf("token", 40, Window)]);
        Assert.Equal(40, await RunOutAsync([fleet.Items[0]], bucket, requests: 10_000, "t"));
        Assert.InRange(fleet.Items[0].Calls, 1, 2 * 10_000 / 100);
    }

    [Fact]
    public async Task Gcra_OfAFleet_TellsWhenTheNextUnitIsReallyBack()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using FleetNode node = await FleetNode.StartAsync(redis.Configuration, 1);
        Bucket bucket = LimitBed.BucketOf(10, TimeSpan.FromHours(10), LimitAlgorithm.Gcra);
        Assert.Equal(10, await RunAsync([node], bucket, requests: 10));
        LimitVerdict denied = await node.DecideAsync(bucket);
        Assert.Equal(RateLimitDecision.Denied, denied.Decision);
        Assert.InRange(denied.ResetTicks, 1, TimeSpan.FromHours(1).Ticks); // One of ten in ten hours.
    }

    private static async Task<Disposables<FleetNode>> StartAsync(TestRedis redis, int nodes = Nodes)
    {
        var fleet = new Disposables<FleetNode>();
        for (int i = 0; i < nodes; i++)
        {
            fleet.Items.Add(await FleetNode.StartAsync(redis.Configuration, nodes));
        }

        return fleet;
    }

    private static async Task<int> RunAsync(List<FleetNode> nodes, Bucket bucket, int requests, params string[] keys)
    {
        int allowed = 0;
        await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
        {
            for (int i = 0; i < requests / nodes.Count; i++)
            {
                if (await node.TryAsync(bucket, keys))
                {
                    Interlocked.Increment(ref allowed);
                }
            }
        })));
        return allowed;
    }

    // A unit may be on its way to a node when the last request is denied: it comes back, and is had by the next.
    private static async Task<int> RunOutAsync(List<FleetNode> nodes, Bucket bucket, int requests, params string[] keys)
    {
        int allowed = await RunAsync(nodes, bucket, requests, keys);
        foreach (FleetNode node in nodes)
        {
            await node.GiveBackAsync(bucket);
        }

        return allowed + await RunAsync([nodes[0]], bucket, requests, keys);
    }

    private sealed class Disposables<T> : IDisposable
        where T : IDisposable
    {
        public List<T> Items { get; } = [];

        public void Dispose() => Items.ForEach(static item => item.Dispose());
    }
}
