using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Redis;
using Edge.Gateway.State;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.State;

/// <summary>One node of a fleet on a real Redis: all of the gateway that decides, and nothing else. It moves when a test says so.</summary>
internal sealed class FleetNode : IAsyncDisposable
{
    private readonly ConfigFolder _config;
    private readonly TestFolder _folder;
    private readonly DecisionDisk _disk;
    private readonly bool _keepsFolder;
    private readonly UntoldEvents _untold;

    private FleetNode(string id, string configuration, TestFolder? folder, TimeProvider? time, IEventLog? log)
    {
        Id = id;
        _keepsFolder = folder is not null;
        _folder = folder ?? new TestFolder();
        _config = new ConfigFolder().With("edge.json", $$"""{ "redis": { "configuration": "{{configuration}}" } }""");
        SnapshotStore snapshots = new();
        snapshots.Swap(_config.LoadGood());
        Redis = new RedisConnection(snapshots, Events, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        _disk = new DecisionDisk(Events, TimeProvider.System, NullLogger<DecisionDisk>.Instance);
        Decisions = new LocalDecisions(_disk, Events, TimeProvider.System, NullLogger<LocalDecisions>.Instance);
        _untold = new UntoldEvents(Decisions, log ?? Events, NullLogger<UntoldEvents>.Instance);
        Fleet = new DecisionFleet(Decisions, Redis, _untold, time ?? new ManualTime(DateTimeOffset.UnixEpoch), NullLogger<DecisionFleet>.Instance);
        Store = new DecisionStore(Decisions, Fleet, _untold);
        Decisions.Open(new StateSettings(_folder.Path), id);
    }

    public string Id { get; }

    public RecordedEvents Events { get; } = new();

    public RedisConnection Redis { get; }

    public LocalDecisions Decisions { get; }

    public DecisionFleet Fleet { get; }

    public DecisionStore Store { get; }

    /// <summary>A node that has looked for Redis, and seen it if it runs.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="redis">The fleet's.</param>
    /// <param name="folder">The state of an earlier one; else an empty one of its own.</param>
    /// <param name="time">Clock of what waits for Redis; else one that stands still: an answer may take as long as it takes.</param>
    /// <param name="log">What is told of decisions; else <see cref="Events"/>.</param>
    public static async Task<FleetNode> StartAsync(string id, TestRedis redis, TestFolder? folder = null, TimeProvider? time = null, IEventLog? log = null)
    {
        FleetNode node = new(id, redis.Configuration, folder, time, log);
        await node.SeeRedisAsync(redis.IsRunning);
        return node;
    }

    public async Task DecideAsync(string key, string? value) =>
        await Store.DecideAsync([new DecisionChange(key, value)], "ops-" + Id, "test", TestContext.Current.CancellationToken);

    /// <summary>Sees whether Redis is there; until it is as expected.</summary>
    public Task SeeRedisAsync(bool isUp) => TestGateway.WaitUntilAsync(async () =>
    {
        await Redis.StepAsync();
        return Redis.IsUp == isUp;
    });

    /// <summary>What is in force: <c>key=value</c>, each with who decided it.</summary>
    public string InForce() => string.Join(' ', Decisions.Current.All.OrderBy(static decision => decision.Key, StringComparer.Ordinal).Select(static decision => $"{decision.Key}={decision.Value}/{decision.Node}"));

    public async ValueTask DisposeAsync()
    {
        Fleet.Dispose();
        _untold.Dispose();
        Decisions.Dispose();
        _disk.Dispose();
        Redis.Dispose();
        _config.Dispose();
        if (!_keepsFolder)
        {
            _folder.Dispose();
        }

        await ValueTask.CompletedTask;
    }
}
