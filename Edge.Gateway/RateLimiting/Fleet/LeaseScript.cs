namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>The scripts that run in Redis. Each touches one key, keeps time by Redis's clock, and is told durations only.</summary>
internal static class LeaseScript
{
    /// <summary>
    /// Takes, gives back and tells what was used without a lease, in one step. ARGV: want, limit, ceiling, window in ms, debit, return,
    /// the window known, the use known, ms left of it, and the algorithm. Answers: units granted, 1 when they are beyond the limit,
    /// units used, ms left of the window, its name, and 1 when it is the window that the node knows.
    /// </summary>
    /// <remarks>
    /// A node that knows a running window which the store has not heard of makes it known again: the store has lost its data.
    /// The window gets a new name; who comes with the old one (o) adds what it knows beyond the highest so far (b).
    /// </remarks>
    public const string Take = """
        local want, limit, ceiling, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local debit, given = tonumber(ARGV[5]), tonumber(ARGV[6])
        if ARGV[10] == 'gcra' then
          local time = redis.call('TIME')
          local now = time[1] * 1000000 + time[2]
          local step = window * 1000 / limit
          local tat = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0') + (debit - given) * step)
          local room = math.max(0, math.floor((now + window * 1000 - tat) / step + 0.000001))
          local take = math.min(want, room)
          tat = tat + take * step
          if tat > now then
            redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000))
          else
            redis.call('DEL', KEYS[1])
          end
          return {take, 0, limit - room + take, window, '1', 1}
        end
        local known, knownLeft, same = tonumber(ARGV[8]), tonumber(ARGV[9]), 0
        local state = redis.call('HMGET', KEYS[1], 'u', 'w', 'o', 'b')
        local used, name, left = tonumber(state[1]), state[2], redis.call('PTTL', KEYS[1])
        if not used or left <= 0 then
          if want == 0 and knownLeft <= 0 then return {0, 0, 0, 0, '0', 0} end
          local time = redis.call('TIME')
          used, left, name = 0, window, time[1] .. string.format('%06d', time[2])
          redis.call('DEL', KEYS[1])
          if knownLeft > 0 then
            used, left, same = known - given, math.min(knownLeft, window), 1
            redis.call('HSET', KEYS[1], 'o', ARGV[7], 'b', known)
          end
          redis.call('HSET', KEYS[1], 'u', used, 'w', name)
          redis.call('PEXPIRE', KEYS[1], left)
        elseif name == ARGV[7] then
          used, same = used + debit - given, 1
        elseif state[3] and knownLeft > 0 and ARGV[7] ~= '0' and (state[3] == ARGV[7] or state[3] == '0') then
          used, same = used + math.max(0, known - tonumber(state[4])) - given, 1
          redis.call('HSET', KEYS[1], 'o', ARGV[7], 'b', math.max(known, tonumber(state[4])))
        elseif ARGV[7] == '0' then
          used = used + debit
        end
        local take, beyond = 0, 0
        if want > 0 and used < limit then
          take = math.min(want, limit - used)
        elseif want > 0 and used < ceiling then
          take, beyond = math.min(want, ceiling - used), 1
        end
        redis.call('HSET', KEYS[1], 'u', used + take)
        return {take, beyond, used + take, left, name, same}
        """;

    /// <summary>Says that a node lives, and counts those that do. ARGV: the node, ms after which one has left.</summary>
    public const string Heartbeat = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[2] * 10)
        return redis.call('ZCARD', KEYS[1])
        """;

    /// <summary>Where the nodes of a fleet are listed.</summary>
    public const string NodesKey = "edge:limits:nodes";

    /// <summary>Where a tenant's use of a bucket is counted; the keys of a tenant share a hash slot.</summary>
    public static string KeyOf(string tenantId, string bucketId) => $"edge:limits:{{{tenantId}}}:{bucketId}";
}
