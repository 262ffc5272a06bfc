using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Access;

internal static class AccessExtensions
{
    public static IServiceCollection AddEdgeAccess(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, AccessCompiler>();
        services.AddSingleton<BanTable>();
        services.AddSingleton<BanFile>();
        services.AddSingleton<BanService>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<BanService>());
        services.AddHostedService(static provider => provider.GetRequiredService<BanService>());
        services.AddSingleton<BanSync>();
        services.AddHostedService(static provider => provider.GetRequiredService<BanSync>());
        services.AddSingleton<AbuseCounters>();
        services.AddSingleton<AbuseGuard>();
        services.AddSingleton<IResponseHeaderWriter, AbuseResponseCounter>();
        services.AddSingleton<AccessMetrics>();
        return services;
    }

    public static IApplicationBuilder UseEdgeAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
