using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Edge.Gateway.RateLimiting.Fleet;

/// <summary>Runs a script by its hash, and sends it whole to a server that has not got it: after a restart, a failover, a flush.</summary>
internal sealed class RedisScript(string text)
{
#pragma warning disable CA5350 // What EVALSHA takes; no secret hangs on it.
    private readonly string _hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    /// <summary>Runs it on one key.</summary>
    public Task<RedisResult> RunAsync(IDatabase database, RedisKey key, params RedisValue[] arguments) => RunAsync(database, [key], arguments);

    /// <summary>Runs it on keys of one hash slot.</summary>
    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        object[] all = [_hash, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()];
        try
        {
            return await database.ExecuteAsync("EVALSHA", all);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            all[0] = text;
            return await database.ExecuteAsync("EVAL", all);
        }
    }
}
