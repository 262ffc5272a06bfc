using System.Threading.Channels;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.Access.Bans;

/// <summary>Shares bans with the fleet over Redis: told at once by a message, and made sure of by comparing numbers once a second.</summary>
/// <remarks>
/// Every change takes the next number in Redis. A node remembers the last number it has seen and fetches what came after it;
/// after a loss of Redis it fetches everything and sends what Redis lacks. Without Redis each node has its own bans.
/// </remarks>
internal sealed partial class BanSync(BanTable bans, RedisConnection redis, TimeProvider time, ILogger<BanSync> logger) : BackgroundService
{
    /// <summary>Time between two comparisons.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Most changes that wait to be sent; beyond that the next step compares everything instead.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>How long Redis keeps the word of a ban that was lifted or forgotten: a node that was away so long has forgotten it too.</summary>
    public static readonly TimeSpan LiftedKept = TimeSpan.FromDays(1);

    /// <summary>Bans fetched by one command.</summary>
    private const int PageSize = 500;

    private static readonly RedisKey Items = "edge:{bans}:items"; // The braces keep the three in one slot of a cluster.
    private static readonly RedisKey Order = "edge:{bans}:order";
    private static readonly RedisKey Sequence = "edge:{bans}:sequence";
    private static readonly RedisChannel Topic = new("edge:bans", RedisChannel.PatternMode.Literal);

    private const string Share = """
        local number = redis.call('INCR', KEYS[3])
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('ZADD', KEYS[2], number, ARGV[1])
        redis.call('PUBLISH', ARGV[3], ARGV[2])
        return number
        """;

    private readonly Channel<Ban> _waiting = Channel.CreateBounded<Ban>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });
    private ConnectionMultiplexer? _subscribed;
    private long _epoch = -1;
    private long _seen;
    private volatile bool _overflowed;

    /// <summary>One comparison: takes in what others changed, sends what changed here.</summary>
    /// <returns>Whether all is shared; false while Redis is lost.</returns>
    public async Task<bool> StepAsync()
    {
        if (redis.Current is not { } connection)
        {
            return false;
        }

        long epoch = redis.Epoch;
        IDatabase database = connection.GetDatabase();
        try
        {
            await SubscribeAsync(connection);
            long number = (long)await database.StringGetAsync(Sequence);
            if (epoch != _epoch || number < _seen || _overflowed)
            {
                _overflowed = false;
                await CompareAllAsync(database, number);
            }
            else if (number > _seen)
            {
                await FetchAsync(database, await database.SortedSetRangeByScoreAsync(Order, _seen, number, Exclude.Start), others: null);
            }

            _seen = number;
            while (_waiting.Reader.TryPeek(out Ban? ban))
            {
                await SendAsync(database, ban);
                _waiting.Reader.TryRead(out _);
            }

            _epoch = epoch;
            return true;
        }
        catch (Exception exception) // Whatever the client throws: a node without Redis goes on, and does not stop.
        {
            _epoch = -1; // What was lost on the way comes with the next whole comparison.
            LogNotShared(exception.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bans.Changed += Enqueue;
        try
        {
            while (true)
            {
                using var turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                Task delay = Task.Delay(Interval, time, turn.Token);
                if (await StepAsync())
                {
                    await Task.WhenAny(delay, _waiting.Reader.WaitToReadAsync(turn.Token).AsTask()); // A change is sent at once.
                }
                else
                {
                    await delay; // What waits must not turn a failure into a storm.
                }

                stoppingToken.ThrowIfCancellationRequested();
                await turn.CancelAsync();
            }
        }
        finally
        {
            bans.Changed -= Enqueue;
        }
    }

    private void Enqueue(Ban ban)
    {
        if (redis.IsConfigured && !_waiting.Writer.TryWrite(ban))
        {
            _overflowed = true;
        }
    }

    private async Task SubscribeAsync(ConnectionMultiplexer connection)
    {
        if (!ReferenceEquals(connection, _subscribed))
        {
            await connection.GetSubscriber().SubscribeAsync(Topic, (_, message) => Take(message));
            _subscribed = connection;
        }
    }

    private Ban? Take(RedisValue message)
    {
        Ban? ban = message.IsNull ? null : BanCodec.Decode((byte[])message!);
        if (ban is not null)
        {
            bans.Merge(ban);
        }

        return ban;
    }

    private async Task CompareAllAsync(IDatabase database, long number)
    {
        Dictionary<string, Ban> others = new(StringComparer.Ordinal);
        await FetchAsync(database, await database.SortedSetRangeByScoreAsync(Order, 0, number), others);
        DateTimeOffset now = time.GetUtcNow();
        foreach (Ban ban in bans.List())
        {
            if (now < ban.Forgotten && (!others.TryGetValue(ban.Id, out Ban? other) || other.Updated < ban.Updated))
            {
                await SendAsync(database, ban);
            }
        }

        RedisValue[] forgotten = [.. others.Values.Where(ban => now >= ban.Forgotten && now - ban.Updated > LiftedKept).Select(static ban => (RedisValue)ban.Id)];
        if (forgotten.Length > 0)
        {
            await database.HashDeleteAsync(Items, forgotten);
            await database.SortedSetRemoveAsync(Order, forgotten);
        }
    }

    private async Task FetchAsync(IDatabase database, RedisValue[] ids, Dictionary<string, Ban>? others)
    {
        foreach (RedisValue[] page in ids.Chunk(PageSize))
        {
            foreach (RedisValue item in await database.HashGetAsync(Items, page))
            {
                if (Take(item) is { } ban && others is not null)
                {
                    others[ban.Id] = ban;
                }
            }
        }
    }

    private static Task<RedisResult> SendAsync(IDatabase database, Ban ban) => database.ScriptEvaluateAsync(
        Share, [Items, Order, Sequence], [ban.Id, BanCodec.Encode(ban), (string)Topic!]);

    [LoggerMessage(EdgeEvents.BansNotShared, LogLevel.Warning, "Bans are not shared at the moment: {Reason}")]
    private partial void LogNotShared(string reason);
}
