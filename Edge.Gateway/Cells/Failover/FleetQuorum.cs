using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.Cells.Failover;

/// <summary>A quorum over Redis; without <c>redis</c> in the configuration this node is the whole fleet.</summary>
internal sealed partial class FleetQuorum(Func<bool> isFleet, Func<IDatabase?> database, TimeProvider time, ILogger<FleetQuorum> logger) : IFailoverQuorum
{
    /// <summary>After this time without a word a node counts no more.</summary>
    public static readonly TimeSpan NodeExpiry = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for Redis.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly RedisKey Votes = "edge:{dr}:votes:"; // The braces keep all of them in one slot of a cluster.
    private static readonly RedisKey Nodes = "edge:{dr}:nodes";
    private static readonly RedisKey Lead = "edge:{dr}:lead";

    // Leaves this node's vote, and gives back the votes of all nodes that live.
    private const string Vote = """
        redis.call('SET', KEYS[1] .. ARGV[1], ARGV[2], 'PX', ARGV[3])
        redis.call('SADD', KEYS[2], ARGV[1])
        local votes = {}
        for _, node in ipairs(redis.call('SMEMBERS', KEYS[2])) do
          local vote = redis.call('GET', KEYS[1] .. node)
          if vote then votes[#votes + 1] = vote else redis.call('SREM', KEYS[2], node) end
        end
        return votes
        """;

    private readonly string _node = Guid.NewGuid().ToString("N");
    private long? _ledAt;

    public FleetQuorum(RedisConnection redis, TimeProvider time, ILogger<FleetQuorum> logger)
        : this(() => redis.IsConfigured, () => redis.Current?.GetDatabase(), time, logger)
    {
    }

    public async Task<QuorumView?> VoteAsync(IReadOnlyCollection<string> lost)
    {
        if (!isFleet())
        {
            return new QuorumView(1, lost.ToDictionary(static cell => cell, static _ => 1, StringComparer.Ordinal));
        }

        try
        {
            if (database() is not { } redis)
            {
                return null;
            }

            RedisResult votes = await redis.ScriptEvaluateAsync(Vote, [Votes, Nodes], [_node, string.Join(',', lost), (long)NodeExpiry.TotalMilliseconds]).WaitAsync(Deadline, time);
            string[] all = (string[])votes!;
            return new QuorumView(all.Length, all.SelectMany(static vote => vote.Split(',', StringSplitOptions.RemoveEmptyEntries)).CountBy(static cell => cell).ToDictionary(StringComparer.Ordinal));
        }
        catch (Exception exception) // Whatever the client throws: without the others nobody acts.
        {
            LogUnheard(exception.Message);
            return null;
        }
    }

    public async Task<bool> TryLeadAsync()
    {
        if (!isFleet())
        {
            bool isFree = _ledAt is not { } ledAt || time.GetElapsedTime(ledAt) >= AutoFailover.Pause;
            _ledAt = isFree ? time.GetTimestamp() : _ledAt;
            return isFree;
        }

        try
        {
            return database() is { } redis && await redis.StringSetAsync(Lead, _node, AutoFailover.Pause, When.NotExists).WaitAsync(Deadline, time);
        }
        catch (Exception exception)
        {
            LogUnheard(exception.Message);
            return false;
        }
    }

    [LoggerMessage(EdgeEvents.QuorumUnheard, LogLevel.Debug, "The other nodes cannot be heard: {Reason}")]
    private partial void LogUnheard(string reason);
}
