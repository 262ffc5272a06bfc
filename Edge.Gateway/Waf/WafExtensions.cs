using Edge.Gateway.Config;
using Edge.Gateway.Http;

namespace Edge.Gateway.Waf;

internal static class WafExtensions
{
    public static IServiceCollection AddEdgeWaf(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, WafCompiler>();
        services.AddSingleton<ISnapshotObserver, WafWarmUp>();
        services.AddSingleton<IResponseHeaderWriter, WafDebugHeaders>();
        services.AddSingleton(static _ => new WafBodyBudget(WafBodyBudget.DefaultLimitBytes));
        services.AddSingleton<WafMetrics>();
        services.AddSingleton<WafRuleCounts>();
        services.AddSingleton<LiveExclusions>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<LiveExclusions>()); // After the state was opened.
        services.AddSingleton<WafBlockEvents>();
        services.AddSingleton<WafRecorder>();
        services.AddSingleton<WafBlockedRequests>();
        services.AddSingleton<WafAuditLog>();
        services.AddHostedService(static provider => provider.GetRequiredService<WafAuditLog>());
        services.AddSingleton<WafReporter>();
        return services;
    }

    public static IApplicationBuilder UseEdgeWaf(this IApplicationBuilder app) => app.UseMiddleware<WafMiddleware>();
}
