using System.Text.Json;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Sights in Redis, which end some seconds after their node fell silent; without <c>redis</c> in the configuration there are no others.</summary>
internal sealed partial class RedisUpgradeFleet(RedisConnection redis, TimeProvider time, ILogger<RedisUpgradeFleet> logger) : IUpgradeFleet
{
    /// <summary>After this time without a word a node is taken to be dead, and its requests with it.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for Redis.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly RedisKey Key = "edge:upgrade:sights";

    // Leaves this node's word with the second of its coming, and gives back those of the others that live.
    private const string Exchange = """
        local now = tonumber(redis.call('TIME')[1])
        redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
        redis.call('EXPIRE', KEYS[1], ARGV[3])
        local others = {}
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
          local at, word = string.match(all[i + 1], '^(%d+) (.*)$')
          if not at or now - at > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], all[i])
          elseif all[i] ~= ARGV[1] then others[#others + 1] = word end
        end
        return others
        """;

    private readonly string _node = Guid.NewGuid().ToString("N"); // A process: one that was started again has no request of the one before.

    public async Task<IReadOnlyList<UpgradeSight>?> ExchangeAsync(IReadOnlyList<UpgradeSight> own)
    {
        if (!redis.IsConfigured)
        {
            return [];
        }

        try
        {
            if (redis.Current?.GetDatabase() is not { } database)
            {
                return null;
            }

            RedisResult answer = await database.ScriptEvaluateAsync(Exchange, [Key], [_node, UpgradeCodec.Encode(own), (long)Expiry.TotalSeconds]).WaitFairlyAsync(Deadline, time);
            return [.. ((string[])answer!).SelectMany(static word => JsonSerializer.Deserialize<List<UpgradeSight?>>(word, UpgradeCodec.Options) ?? []).OfType<UpgradeSight>()];
        }
        catch (Exception exception) // Whatever the client throws, or somebody else wrote: without the fleet nothing moves.
        {
            LogUnheard(exception.Message);
            return null;
        }
    }

    [LoggerMessage(EdgeEvents.UpgradeFleetUnheard, LogLevel.Debug, "What the other nodes see of an upgrade's cell cannot be heard: {Reason}")]
    private partial void LogUnheard(string reason);
}
