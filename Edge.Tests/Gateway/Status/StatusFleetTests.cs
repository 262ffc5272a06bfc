using System.Globalization;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Redis;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.Status;

/// <summary>What nodes tell each other through a real Redis that is slow, or has more than one exchange takes.</summary>
public sealed class StatusFleetTests
{
    private static readonly StatusPlan Plan = new("Test", null, [StatusComponent.SignIn], new Dictionary<string, string>());

    private readonly ManualTime _time = new(new DateTimeOffset(2027, 1, 1, 12, 30, 0, TimeSpan.Zero));

    private long Hour => _time.GetUtcNow().ToUnixTimeSeconds() / 3600;

    [Fact]
    public async Task Exchange_ThatOutlastsItsStep_GoesOnAlone_AndALaterStepTakesItsRows()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Node node = await Node.StartAsync(redis, _time);
        await node.PutAsync(Hour, 0, 3);
        node.Fleet.Share([Row(100), Row(101)]);
        await redis.ExecuteAsync("CLIENT", "PAUSE", "600000", "WRITE");
        for (int i = 0; i < 2; i++)
        {
            Task<IReadOnlyList<LedgerRow>> late = node.StepAsync();
            _time.Advance(StatusFleet.Deadline);
            Assert.Empty(await late);
            _time.Advance(StatusFleet.Interval);
        }

        await redis.ExecuteAsync("CLIENT", "UNPAUSE");
        Assert.Equal([0, 1, 2, 100, 101], (await node.StepAsync()).Select(static row => row.Minute));
        _time.Advance(StatusFleet.Interval);
        Assert.Empty(await node.StepAsync());
        Assert.Equal(5, await node.Database.ListLengthAsync(Node.KeyOf(Hour))); // Told once.
    }

    [Fact]
    public async Task CatchingUp_TakesEveryHour_InPages()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using Node node = await Node.StartAsync(redis, _time);
        int many = (2 * StatusFleet.MaxRead) + 7;
        await node.PutAsync(Hour - 24, 0, many);
        await node.PutAsync(Hour - 9, many, 5);
        await node.PutAsync(Hour, many + 5, 5);
        List<long> heard = [];
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<LedgerRow> rows = await node.StepAsync();
            Assert.InRange(rows.Count, 1, StatusFleet.MaxRead);
            heard.AddRange(rows.Select(static row => row.Minute));
            _time.Advance(StatusFleet.Interval);
        }

        Assert.Equal(Enumerable.Range(0, many + 10).Select(static index => (long)index), heard);
        await node.PutAsync(Hour - 1, 1_000_000, 1); // From a node whose clock is behind.
        await node.PutAsync(Hour, 1_000_001, 1);
        Assert.Equal([1_000_000, 1_000_001], (await node.StepAsync()).Select(static row => row.Minute));
    }

    private static LedgerRow Row(long minute) => new(minute, "c", "node:a", "1", default);

    private sealed class Node : IDisposable
    {
        private readonly ConfigFolder _config;

        private Node(TestRedis redis, TimeProvider time)
        {
            _config = new ConfigFolder().With("edge.json", $$"""{ "redis": { "configuration": "{{redis.Configuration}}" } }""");
            SnapshotStore snapshots = new();
            snapshots.Swap(_config.LoadGood());
            Redis = new RedisConnection(snapshots, new RecordedEvents(), TimeProvider.System, NullLogger<RedisConnection>.Instance);
            Fleet = new StatusFleet(snapshots, Redis, time, NullLogger<StatusFleet>.Instance);
        }

        public RedisConnection Redis { get; }

        public StatusFleet Fleet { get; }

        public IDatabase Database => Redis.Current!.GetDatabase();

        public static string KeyOf(long hour) => string.Create(CultureInfo.InvariantCulture, $"edge:{{status}}:entries:{hour}");

        public static async Task<Node> StartAsync(TestRedis redis, TimeProvider time)
        {
            Node node = new(redis, time);
            await TestGateway.WaitUntilAsync(async () =>
            {
                await node.Redis.StepAsync();
                return node.Redis.IsUp;
            });
            return node;
        }

        public Task<IReadOnlyList<LedgerRow>> StepAsync() => Fleet.StepAsync(Plan, static _ => new Dictionary<string, SourceSight>());

        public Task<long> PutAsync(long hour, long first, int count) =>
            Database.ListRightPushAsync(KeyOf(hour), [.. Enumerable.Range(0, count).Select(index => (RedisValue)JsonSerializer.Serialize(Row(first + index)))]);

        public void Dispose()
        {
            Redis.Dispose();
            _config.Dispose();
        }
    }
}
