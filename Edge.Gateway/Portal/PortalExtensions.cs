using Edge.Gateway.Portal.Console;
using Edge.Gateway.Portal.Dashboard;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.Portal.StatusPage;

namespace Edge.Gateway.Portal;

internal static class PortalExtensions
{
    public static IServiceCollection AddEdgePortal(this IServiceCollection services)
    {
        services.AddSingleton<PortalAssets>();
        services.AddSingleton<PortalPages>();
        services.AddSingleton<PortalSessions>();
        services.AddSingleton<PortalDoor>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<StatusSite>();
        services.AddSingleton<LedgerDownload>();
        services.AddSingleton<StatusServer>();
        services.AddHostedService(static provider => provider.GetRequiredService<StatusServer>());
        services.AddEdgeConsole();
        services.AddSingleton<PortalThrottle>();
        services.AddSingleton<DashboardModel>();
        services.AddSingleton<DashboardEndpoints>();
        return services;
    }

    public static IApplicationBuilder UseEdgeDashboard(this IApplicationBuilder app) => app.UseMiddleware<DashboardMiddleware>();
}
