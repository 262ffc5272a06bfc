using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

internal static class RateLimitingExtensions
{
    public static IServiceCollection AddEdgeRateLimiting(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, LimitsCompiler>();
        services.AddSingleton<ISnapshotObserver, RateLimitPruning>();
        services.AddSingleton<IRateLimitStore, MemoryRateLimitStore>();
        services.AddSingleton<IResponseHeaderWriter, RateLimitHeaders>();
        services.AddSingleton<RateLimitMetrics>();
        return services;
    }

    public static IApplicationBuilder UseEdgeRateLimiting(this IApplicationBuilder app) => app.UseMiddleware<RateLimitMiddleware>();
}
