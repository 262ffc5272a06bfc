using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Fleet;
using Edge.Gateway.RateLimiting.Raising;
using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.Redis;

namespace Edge.Gateway.RateLimiting;

internal static class RateLimitingExtensions
{
    public static IServiceCollection AddEdgeRateLimiting(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, LimitsCompiler>();
        services.AddSingleton<CounterDirectory>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<CounterDirectory>());
        services.AddSingleton<LimitEngine>();
        services.AddSingleton<LimitClock>();
        services.AddSingleton<FleetState>();
        services.AddSingleton<ILeases>(static provider => new RedisLeases(provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<FleetState>()));
        services.AddSingleton<ScopeLeases>();
        services.AddSingleton<RedisFleetStore>();
        services.AddSingleton<IFleetStore>(static provider => provider.GetRequiredService<RedisFleetStore>());
        services.AddHostedService<FleetHeartbeat>();
        services.AddSingleton<IResponseHeaderWriter, RateLimitHeaders>();
        services.AddSingleton<IRequestObserver, RateLimitRelease>();
        services.AddSingleton<RateLimitEventLog>();
        services.AddSingleton<RateLimitMetrics>();
        services.AddSingleton<System.Threading.RateLimiting.PartitionedRateLimiter<HttpContext>, HttpRateLimiter>();
        services.AddSingleton<BurstSharing>();
        services.AddSingleton<RaiseJudge>();
        services.AddSingleton<LiveLimits>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<LiveLimits>()); // After the counters.
        services.AddSingleton<RateLimitReport>();
        services.AddHostedService<RateLimitService>();
        return services;
    }

    public static IApplicationBuilder UseEdgeRateLimiting(this IApplicationBuilder app) => app.UseMiddleware<RateLimitMiddleware>();
}
