using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
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
        foreach (FleetNode node in fleet.Items)
        {
            await node.GiveBackAsync(bucket); // Who was done early holds a lease that its heartbeat would return.
        }

        using FleetNode late = await FleetNode.StartAsync(redis.Configuration, Nodes);
        allowed += await RunAsync([late], bucket, requests: limit);
        Assert.InRange(allowed, limit * 99 / 100, limit);
    }

    [Fact]
    public async Task HotKey_AtALargeLimit_CostsAtMostOneCallPerHundredRequests()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 3);
        Bucket bucket = LimitBed.BucketOf(200_000, Window);
        int allowed = await RunAsync(fleet.Items, bucket, requests: 100_000);
        Assert.Equal(99_999, allowed);
        Assert.InRange(fleet.Items.Sum(static node => node.Store.Calls), 1, 1000);
    }

    [Fact]
    public async Task Lease_OfAnIdleNode_IsGivenBackToTheOthers()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Disposables<FleetNode> fleet = await StartAsync(redis, nodes: 2);
        Bucket bucket = LimitBed.BucketOf(100, Window);
        Assert.True(await fleet.Items[0].TryAsync(bucket));
        await fleet.Items[0].GiveBackAsync(bucket);
        Assert.Equal(99, await RunAsync([fleet.Items[1]], bucket, requests: 200));
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
        int after = await RunAsync(fleet.Items, bucket, requests: Limit * 2);
        Assert.InRange(before + after, Limit * 90 / 100, Limit * 105 / 100);
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

    private static async Task<Disposables<FleetNode>> StartAsync(TestRedis redis, int nodes = Nodes)
    {
        var fleet = new Disposables<FleetNode>();
        for (int i = 0; i < nodes; i++)
        {
            fleet.Items.Add(await FleetNode.StartAsync(redis.Configuration, nodes));
        }

        return fleet;
    }

    private static async Task<int> RunAsync(List<FleetNode> nodes, Bucket bucket, int requests)
    {
        int allowed = 0;
        await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
        {
            for (int i = 0; i < requests / nodes.Count; i++)
            {
                if (await node.TryAsync(bucket))
                {
                    Interlocked.Increment(ref allowed);
                }
            }
        })));
        return allowed;
    }

    private sealed class Disposables<T> : IDisposable
        where T : IDisposable
    {
        public List<T> Items { get; } = [];

        public void Dispose() => Items.ForEach(static item => item.Dispose());
    }
}
