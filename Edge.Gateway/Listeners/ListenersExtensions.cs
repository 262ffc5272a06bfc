using Edge.Gateway.Config;
using Microsoft.AspNetCore.Connections;

namespace Edge.Gateway.Listeners;

internal static class ListenersExtensions
{
    public static IServiceCollection AddEdgeListeners(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, ListenCompiler>();
        services.AddSingleton<ListenersSetup>();
        services.AddSingleton<IConnectionListenerFactory, InlineHttpTransport>();
        return services;
    }

    public static IApplicationBuilder UseEdgeHttpsRedirect(this IApplicationBuilder app) => app.UseMiddleware<HttpsRedirectMiddleware>();
}
