using Edge.Gateway.Config;

namespace Edge.Gateway.Redis;

internal static class RedisExtensions
{
    public static IServiceCollection AddEdgeRedis(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, RedisCompiler>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisMetrics>();
        services.AddHostedService(static provider =>
        {
            provider.GetRequiredService<RedisMetrics>(); // Observes from the start.
            return provider.GetRequiredService<RedisConnection>();
        });
        return services;
    }
}
