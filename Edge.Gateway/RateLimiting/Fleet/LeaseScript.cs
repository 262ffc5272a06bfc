using Edge.Gateway.RateLimiting.Counting;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>The scripts that run in Redis. Each touches one key, keeps time by Redis's clock, and is told durations only.</summary>
internal static class LeaseScript
{
    /// <summary>
    /// Takes, gives back and tells what was used without a lease, in one step. ARGV: want, limit, ceiling, window in ms, debit, return,
    /// the window known, the use known, ms left of it, the algorithm, need and part. Answers: units granted, 1 when they are beyond the limit,
    /// units used, µs until the window ends (gcra: until one more unit is back), the window's name, and 1 when it is the window that the node knows.
    /// </summary>
    /// <remarks>
    /// A node that knows a running window which the store has not heard of makes it known again: the store has lost its data.
    /// The window gets a new name; who comes with the old one (o) adds what it knows beyond the highest so far (b).
    /// With gcra the key holds the theoretical arrival time in µs, by Redis's clock.
    /// What nobody waits for is given only while much is left, by the count of this moment: the last units go to requests, one at a time,
    /// so that whoever takes the last one says so in its headers, and none lies unseen with a node.
    /// </remarks>
    public const string Take = """
        local want, limit, ceiling, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local debit, given = tonumber(ARGV[5]), tonumber(ARGV[6])
        local known, knownLeft, same = tonumber(ARGV[8]), tonumber(ARGV[9]), 0
        local function give(left)
          return math.min(want, left, math.max(tonumber(ARGV[11]), math.floor(left / tonumber(ARGV[12]))))
        end
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        if ARGV[10] == 'gcra' then
          local step, all = window * 1000 / limit, window * 1000
          local told = redis.call('GET', KEYS[1])
          local ahead = told and math.max(0, tonumber(told) - now) or known * step
          ahead = math.max(0, ahead + (debit - given) * step)
          local room = math.floor((all - ahead) / step + 0.000001)
          local take = math.max(0, give(room))
          ahead = ahead + take * step
          if ahead >= 1 then
            redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
          else
            redis.call('DEL', KEYS[1])
          end
          local left = math.max(0, room - take)
          return {take, 0, limit - room + take, math.ceil(math.max(0, (left + 1) * step - all + ahead)), 1, 1}
        end
        local state = redis.call('HMGET', KEYS[1], 'u', 'w', 'o', 'b')
        local used, name, left = tonumber(state[1]), state[2], redis.call('PTTL', KEYS[1])
        if not used or left <= 0 then
          if want == 0 and knownLeft <= 0 then return {0, 0, 0, 0, 0, 0} end
          used, left, name = debit, window, tostring(math.floor(now / 1009) % 16383 + 1)
          redis.call('DEL', KEYS[1])
          if knownLeft > 0 then
            used, left, same = known + debit - given, math.min(knownLeft, window), 1
            redis.call('HSET', KEYS[1], 'o', ARGV[7], 'b', known)
          end
          redis.call('HSET', KEYS[1], 'u', used, 'w', name)
          redis.call('PEXPIRE', KEYS[1], left)
        elseif name == ARGV[7] then
          used, same = used + debit - given, 1
        elseif state[3] and knownLeft > 0 and ARGV[7] ~= '0' and (state[3] == ARGV[7] or state[3] == '0') then
          used, same = used + math.max(0, known - tonumber(state[4])) + debit - given, 1
          redis.call('HSET', KEYS[1], 'o', ARGV[7], 'b', math.max(known, tonumber(state[4])))
        elseif ARGV[7] == '0' then
          used = used + debit
        end
        local take, beyond = 0, 0
        if want > 0 and used < limit then
          take = give(limit - used)
        elseif want > 0 and used < ceiling then
          take, beyond = give(ceiling - used), 1
        end
        redis.call('HSET', KEYS[1], 'u', used + take)
        return {take, beyond, used + take, left * 1000, tonumber(name), same}
        """;

    /// <summary>Keeps the seeds of the first node that offers some, and answers them. ARGV: seeds.</summary>
    public const string Seeds = """
        redis.call('SET', KEYS[1], ARGV[1], 'NX')
        return redis.call('GET', KEYS[1])
        """;

    /// <summary>
    /// Says that a node lives and what it wants of the cells, and counts those that do. ARGV: the node, ms after which one has left,
    /// its wants. Answers: the number of nodes, 1 when the node was not known, then the wants of the others.
    /// </summary>
    public const string Heartbeat = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local isNew = redis.call('ZADD', KEYS[1], now, ARGV[1])
        for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])) do
          redis.call('ZREM', KEYS[1], gone)
          redis.call('HDEL', KEYS[2], gone)
        end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[2] * 10)
        redis.call('PEXPIRE', KEYS[2], ARGV[2] * 10)
        local answer, all = {redis.call('ZCARD', KEYS[1]), isNew}, redis.call('HGETALL', KEYS[2])
        for i = 1, #all, 2 do
          if all[i] ~= ARGV[1] and all[i + 1] ~= '' then answer[#answer + 1] = all[i + 1] end
        end
        return answer
        """;

    /// <summary>Where the nodes of a fleet are listed.</summary>
    public const string NodesKey = "edge:limits:{:fleet}:nodes"; // No tenant's id has a colon.

    /// <summary>Where they say what they want of the cells.</summary>
    public const string DemandKey = "edge:limits:{:fleet}:demand";

    /// <summary>Where the fleet keeps what keys are hashed with.</summary>
    public const string SeedsKey = "edge:limits:seeds";

    /// <summary>Where a tenant's use of a bucket is counted; the keys of a tenant share a hash slot.</summary>
    public static string KeyOf(string tenantId, string bucketId) => $"edge:limits:{{{tenantId}}}:b:{bucketId}";

    /// <summary>Where a key below a tenant is counted: by its hash, as keys may be secret.</summary>
    public static string KeyOf(string tenantId, Storage.KeyHash key) => $"edge:limits:{{{tenantId}}}:k:{key.Low:x16}{key.High:x16}";

    /// <summary>Where the first node that tells of a threshold in a window says so.</summary>
    public static string ToldKeyOf(string tenantId, string bucketId, Thresholds threshold) => $"edge:limits:{{{tenantId}}}:t:{bucketId}\\{(int)threshold}";

    /// <summary>The key by the kind of its value: a bucket may change its algorithm. No bucket's id has a backslash.</summary>
    public static string KeyOf(string key, LimitAlgorithm algorithm) => algorithm == LimitAlgorithm.Gcra ? key + "\\at" : key;
}
