using Edge.Gateway.Config;
using StackExchange.Redis;

namespace Edge.Gateway.Redis;

/// <summary>Reads <c>redis</c> of <c>edge.json</c>.</summary>
internal sealed class RedisCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject redis = builder.Edge.Object("redis");
        string? configuration = redis.Text("configuration");
        if (configuration is not null && !IsGood(configuration))
        {
            redis.Error("configuration", ConfigCodes.OutOfRange, "cannot be read; set host:port and options, such as \"127.0.0.1:6379\" or \"redis.internal:6380,ssl=true,password=…\"."); // Not repeated: it may hold a password.
        }

        builder.Set(new RedisSettings(configuration));
    }

    private static bool IsGood(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
