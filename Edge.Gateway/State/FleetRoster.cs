using System.Reflection;
using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.State;

/// <summary>The nodes of the fleet, for people: each says over Redis that it is there. Nothing is decided by it.</summary>
internal sealed class FleetRoster(
    RedisConnection redis, SnapshotStore snapshots, ConfigReloader reloader, LocalDecisions decisions, EventsMetrics events, TimeProvider time) : BackgroundService
{
    /// <summary>Time between two words of a node.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>After this time without a word a node is shown as silent.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    /// <summary>After this time it is shown no more.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    /// <summary>Most nodes that are shown.</summary>
    public const int MaxNodes = 256;

    private static readonly RedisKey Key = "edge:{fleet}:roster";

    private static readonly string Version =
        typeof(FleetRoster).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private volatile NodePresence[] _others = [];

    /// <summary>Whether there is a fleet to share with.</summary>
    public bool IsRedisConfigured => redis.IsConfigured;

    public bool IsRedisUp => redis.IsUp;

    /// <summary>This node, as it is now.</summary>
    public NodePresence Self
    {
        get
        {
            EdgeSnapshot snapshot = snapshots.Current;
            NodeSettings node = snapshot.Get<NodeSettings>();
            return new NodePresence(
                node.Id, node.Zone, Version, _started, time.GetUtcNow(), decisions.Epoch, snapshot.Version, reloader.LastResult is not { Snapshot: null }, events.Dropped);
        }
    }

    /// <summary>This node first, then the others as they were heard of last, by id.</summary>
    public IReadOnlyList<NodePresence> Nodes => [Self, .. _others];

    public bool IsSilent(NodePresence node) => time.GetUtcNow() - node.Seen > SilentAfter;

    /// <summary>Says that this node is there, and hears of the others. Without Redis the last word stands, and grows old.</summary>
    public async Task StepAsync()
    {
        if (redis.Current is not { } connection)
        {
            return;
        }

        try
        {
            NodePresence self = Self;
            IDatabase database = connection.GetDatabase();
            await database.HashSetAsync(Key, self.Id, JsonSerializer.SerializeToUtf8Bytes(self)).WaitAsync(Interval, time);
            HashEntry[] entries = await database.HashGetAllAsync(Key).WaitAsync(Interval, time);
            List<NodePresence> others = [];
            foreach (HashEntry entry in entries.Where(entry => entry.Name != self.Id))
            {
                if (Read(entry.Value) is { } other && self.Seen - other.Seen < ForgottenAfter)
                {
                    others.Add(other);
                }
                else
                {
                    await database.HashDeleteAsync(Key, entry.Name).WaitAsync(Interval, time);
                }
            }

            _others = [.. others.OrderBy(static other => other.Id, StringComparer.Ordinal).Take(MaxNodes)];
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            return; // The connection's own state tells that Redis is lost.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await StepAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            return; // The host stops.
        }
    }

    private static NodePresence? Read(RedisValue value)
    {
        try
        {
            return JsonSerializer.Deserialize<NodePresence>((byte[])value!);
        }
        catch (JsonException)
        {
            return null; // Somebody else wrote it.
        }
    }
}
