using Edge.Gateway.Config;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Listeners;

internal static class ListenersExtensions
{
    public static IServiceCollection AddEdgeListeners(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, ListenCompiler>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ListenersSetup>();
        return services;
    }

    public static IApplicationBuilder UseEdgeHttpsRedirect(this IApplicationBuilder app) => app.UseMiddleware<HttpsRedirectMiddleware>();
}
