using System.Collections.Concurrent;
using Edge.Gateway.Config;
using Edge.Gateway.Redis;
using StackExchange.Redis;

namespace Edge.Gateway.Cells.Failover;

/// <summary>A quorum over Redis; without <c>redis</c> in the configuration this node is the whole fleet.</summary>
/// <remarks>
/// A node votes as its process, so that two of one name are two votes, and is a member by its name, so that one that was started again is
/// no second. Members are remembered here too: a Redis that comes back empty does not make the first that finds it the whole fleet.
/// </remarks>
internal sealed partial class FleetQuorum(Func<string> name, Func<bool> isFleet, Func<IDatabase?> database, TimeProvider time, ILogger<FleetQuorum> logger) : IFailoverQuorum
{
    /// <summary>After this time without a word a node's vote counts no more.</summary>
    public static readonly TimeSpan VoteExpiry = TimeSpan.FromSeconds(5);

    /// <summary>How long a silent node still counts as one of the fleet: the dead and the cut-off are no votes, but most of all nodes must agree.</summary>
    public static readonly TimeSpan MemberExpiry = TimeSpan.FromHours(1);

    /// <summary>Longest wait for Redis.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly RedisKey Votes = "edge:{dr}:votes:"; // The braces keep all of them in one slot of a cluster.
    private static readonly RedisKey Nodes = "edge:{dr}:nodes";
    private static readonly RedisKey Members = "edge:{dr}:members";
    private static readonly RedisKey Left = "edge:{dr}:left";
    private static readonly RedisKey Lead = "edge:{dr}:lead";

    // Leaves this node's vote, and gives back the members of the fleet, an empty line, those that left it in order, an empty line, and the votes of all nodes that live.
    private const string Vote = """
        redis.call('SET', KEYS[1] .. ARGV[1], ARGV[2], 'PX', ARGV[3])
        redis.call('SADD', KEYS[2], ARGV[1])
        local now = tonumber(redis.call('TIME')[1])
        redis.call('ZADD', KEYS[3], now, ARGV[4])
        redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - tonumber(ARGV[5]))
        redis.call('ZREM', KEYS[4], ARGV[4])
        redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - tonumber(ARGV[5]))
        local votes = redis.call('ZRANGE', KEYS[3], 0, -1)
        votes[#votes + 1] = ''
        for _, name in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do votes[#votes + 1] = name end
        votes[#votes + 1] = ''
        for _, node in ipairs(redis.call('SMEMBERS', KEYS[2])) do
          local vote = redis.call('GET', KEYS[1] .. node)
          if vote then votes[#votes + 1] = vote else redis.call('SREM', KEYS[2], node) end
        end
        return votes
        """;

    // Takes this node and its vote away, and leaves word of it for those that remember it.
    private const string Leave = """
        redis.call('ZREM', KEYS[3], ARGV[2])
        redis.call('DEL', KEYS[1] .. ARGV[1])
        redis.call('ZADD', KEYS[4], redis.call('TIME')[1], ARGV[2])
        redis.call('EXPIRE', KEYS[4], ARGV[3])
        """;

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, long> _members = new(StringComparer.Ordinal);
    private long? _ledAt;

    public FleetQuorum(SnapshotStore snapshots, RedisConnection redis, TimeProvider time, ILogger<FleetQuorum> logger)
        : this(() => snapshots.Current.Get<NodeSettings>().Id, () => redis.IsConfigured, () => redis.Current?.GetDatabase(), time, logger)
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

            RedisResult answer = await redis.ScriptEvaluateAsync(
                Vote, [Votes, Nodes, Members, Left], [_node, string.Join(',', lost), (long)VoteExpiry.TotalMilliseconds, name(), (long)MemberExpiry.TotalSeconds]).WaitFairlyAsync(Deadline, time);
            string[] all = (string[])answer!;
            int members = Array.IndexOf(all, "");
            int left = Array.IndexOf(all, "", members + 1);
            string[] votes = all[(left + 1)..];
            return new QuorumView(Math.Max(votes.Length, CountMembers(all[..members], all[(members + 1)..left])), votes.SelectMany(static vote => vote.Split(',', StringSplitOptions.RemoveEmptyEntries)).CountBy(static cell => cell).ToDictionary(StringComparer.Ordinal));
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
            return database() is { } redis && await redis.StringSetAsync(Lead, _node, AutoFailover.Pause, When.NotExists).WaitFairlyAsync(Deadline, time);
        }
        catch (Exception exception)
        {
            LogUnheard(exception.Message);
            return false;
        }
    }

    public async Task LeaveAsync()
    {
        try
        {
            if (isFleet() && database() is { } redis)
            {
                await redis.ScriptEvaluateAsync(Leave, [Votes, Nodes, Members, Left], [_node, name(), (long)MemberExpiry.TotalSeconds]).WaitFairlyAsync(Deadline, time);
            }
        }
        catch (Exception exception)
        {
            LogUnheard(exception.Message); // It counts for another hour.
        }
    }

    // Those that Redis knows, and those that it knew within the time, unless they left in order.
    private int CountMembers(string[] heard, string[] left)
    {
        long now = time.GetTimestamp();
        foreach (string member in heard)
        {
            _members[member] = now;
        }

        Array.ForEach(left, member => _members.TryRemove(member, out _));
        foreach (string silent in _members.Where(member => time.GetElapsedTime(member.Value, now) > MemberExpiry).Select(static member => member.Key))
        {
            _members.TryRemove(silent, out _);
        }

        return _members.Count;
    }

    [LoggerMessage(EdgeEvents.QuorumUnheard, LogLevel.Debug, "The other nodes cannot be heard: {Reason}")]
    private partial void LogUnheard(string reason);
}
