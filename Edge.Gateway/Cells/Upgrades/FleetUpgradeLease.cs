using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Leases in Redis, which end by themselves <see cref="Length"/> after their holder fell silent; without <c>redis</c> in the configuration this node has them all.</summary>
internal sealed partial class FleetUpgradeLease(RedisConnection redis, TimeProvider time, ILogger<FleetUpgradeLease> logger) : IUpgradeLease
{
    /// <summary>How long a lease lasts unless it is renewed: another node takes over after that.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for Redis.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private const string Prefix = "edge:upgrade:driver:";

    // Takes what is free or one's own.
    private const string Hold = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private readonly string _holder = Guid.NewGuid().ToString("N"); // A process, not a node: one that was started again is another.

    public bool IsCutOff => redis is { IsConfigured: true, Current: null };

    public async Task<bool> HoldAsync(string name)
    {
        if (!redis.IsConfigured)
        {
            return true;
        }

        try
        {
            return redis.Current is { } connection
                && (int)await connection.GetDatabase().ScriptEvaluateAsync(Hold, [(RedisKey)(Prefix + name)], [_holder, (long)Length.TotalMilliseconds]).WaitFairlyAsync(Deadline, time) == 1;
        }
        catch (Exception exception) // Whatever the client throws: without the fleet nothing moves.
        {
            LogUnheard(exception.Message);
            return false;
        }
    }

    [LoggerMessage(EdgeEvents.UpgradeLeaseUnheard, LogLevel.Warning, "Upgrades stand still while the fleet cannot be reached: {Reason}")]
    private partial void LogUnheard(string reason);
}
