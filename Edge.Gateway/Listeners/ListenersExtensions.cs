using Edge.Gateway.Config;

namespace Edge.Gateway.Listeners;

internal static class ListenersExtensions
{
    public static IServiceCollection AddEdgeListeners(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, ListenCompiler>();
        services.AddSingleton<ListenersSetup>();
        return services;
    }

    public static IApplicationBuilder UseEdgeHttpsRedirect(this IApplicationBuilder app) => app.UseMiddleware<HttpsRedirectMiddleware>();
}
