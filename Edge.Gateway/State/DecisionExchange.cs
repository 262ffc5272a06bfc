using StackExchange.Redis;

namespace Edge.Gateway.State;

/// <summary>The fleet's decisions in Redis: what each node puts there and takes from there. Stateless.</summary>
/// <remarks>
/// A hash has the last word about each key, with its order before it; a sorted set says in which order words came; a counter
/// numbers them, another the epochs. A generation, made with the first word, tells that Redis has lost its data.
/// </remarks>
internal static class DecisionExchange
{
    /// <summary>Entries of one command: a few milliseconds of Redis.</summary>
    public const int PageSize = 500;

    private const string Share = """
        redis.call('SET', KEYS[4], ARGV[1], 'NX')
        local epoch = tonumber(redis.call('GET', KEYS[5]) or '0')
        if epoch > tonumber(ARGV[3]) then epoch = 0 end
        for i = 4, #ARGV, 4 do
          local known = redis.call('HGET', KEYS[1], ARGV[i])
          local order = known and string.match(known, '^[^\n]*')
          if not known or order < ARGV[i + 1] or (tonumber(string.match(order, '^%d+')) or 0) > tonumber(ARGV[3]) then
            redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. '\n' .. ARGV[i + 2])
            redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[i])
            epoch = math.max(epoch, tonumber(ARGV[i + 3]))
          end
        end
        redis.call('SET', KEYS[5], string.format('%.0f', epoch))
        redis.call('PUBLISH', ARGV[2], '')
        """;

    private const string Take = """
        local known = tonumber(redis.call('GET', KEYS[1]) or '0')
        if known > tonumber(ARGV[2]) then known = 0 end
        local epoch = math.max(known, tonumber(ARGV[1])) + 1
        redis.call('SET', KEYS[1], string.format('%.0f', epoch))
        return epoch
        """;

    private const string Drop = """
        for i = 1, #ARGV, 2 do
          local known = redis.call('HGET', KEYS[1], ARGV[i])
          if known and string.match(known, '^[^\n]*') == ARGV[i + 1] then
            redis.call('HDEL', KEYS[1], ARGV[i])
            redis.call('ZREM', KEYS[2], ARGV[i])
          end
        end
        """;

    private static readonly RedisKey Items = "edge:{decisions}:items"; // The braces keep all in one slot of a cluster.
    private static readonly RedisKey Order = "edge:{decisions}:order";
    private static readonly RedisKey Sequence = "edge:{decisions}:sequence";
    private static readonly RedisKey Generation = "edge:{decisions}:generation";
    private static readonly RedisKey Epoch = "edge:{decisions}:epoch";

    /// <summary>Says that there is something to take.</summary>
    public static RedisChannel Topic { get; } = new("edge:decisions", RedisChannel.PatternMode.Literal);

    /// <summary>The next epoch, higher than all that Redis or the caller knows.</summary>
    public static async Task<long> TakeEpochAsync(IDatabase database, long known) => (long)await database.ScriptEvaluateAsync(Take, [Epoch], [known, DecisionEntry.MaxOthersEpoch]);

    /// <summary>How far Redis has come; without a generation it is empty.</summary>
    public static async Task<(string? Generation, long Sequence)> ReadMarkAsync(IDatabase database)
    {
        RedisValue[] mark = await database.StringGetAsync([Generation, Sequence]);
        return (mark[0], (long)mark[1]);
    }

    /// <summary>What came after a place in the sequence; no command may take longer than a time.</summary>
    public static async Task<List<DecisionEntry>> ReadSinceAsync(IDatabase database, long sequence, TimeSpan timeout, TimeProvider time)
    {
        List<DecisionEntry> entries = [];
        foreach (RedisValue[] page in (await database.SortedSetRangeByScoreAsync(Order, sequence, double.PositiveInfinity, Exclude.Start).WaitAsync(timeout, time)).Chunk(PageSize))
        {
            foreach (RedisValue item in await database.HashGetAsync(Items, page).WaitAsync(timeout, time))
            {
                Decode(item, entries);
            }
        }

        return entries;
    }

    // A foul epoch, as somebody may have written by hand, is passed over, and gives way to what a node decides.
    /// <summary>Puts a page of entries there, unless Redis has something that holds against them, and tells the others.</summary>
    public static Task ShareAsync(IDatabase database, IReadOnlyCollection<DecisionEntry> page)
    {
        RedisValue[] arguments = [Guid.NewGuid().ToString("N"), (string)Topic!, DecisionEntry.MaxOthersEpoch, .. page.SelectMany(static entry => (RedisValue[])[entry.Key, entry.Order, entry.Encode(), entry.Epoch])];
        return database.ScriptEvaluateAsync(Share, [Items, Order, Sequence, Generation, Epoch], arguments);
    }

    /// <summary>Removes entries, unless there are later ones by now.</summary>
    public static async Task DropAsync(IDatabase database, IEnumerable<DecisionEntry> entries)
    {
        foreach (DecisionEntry[] page in entries.Chunk(PageSize))
        {
            await database.ScriptEvaluateAsync(Drop, [Items, Order], [.. page.SelectMany(static entry => (RedisValue[])[entry.Key, entry.Order])]);
        }
    }

    private static void Decode(RedisValue item, List<DecisionEntry> entries)
    {
        if (item.IsNull)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = (byte[])item!;
        if (DecisionEntry.Decode(bytes[(bytes.IndexOf((byte)'\n') + 1)..]) is { Epoch: <= DecisionEntry.MaxOthersEpoch } entry)
        {
            entries.Add(entry); // What somebody else wrote is no decision.
        }
    }
}
