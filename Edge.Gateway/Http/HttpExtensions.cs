using Edge.Gateway.Config;

namespace Edge.Gateway.Http;

internal static class HttpExtensions
{
    public static IServiceCollection AddEdgeHttp(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, HttpCompiler>();
        services.AddSingleton<OwnConnections>();
        services.AddSingleton<IResponseHeaderWriter, RequestIdHeader>();
        services.AddSingleton<IResponseHeaderWriter, TransportSecurityHeader>();
        return services;
    }

    public static IApplicationBuilder UseEdgeHttp(this IApplicationBuilder app) =>
        app.UseMiddleware<EdgeRequestMiddleware>().UseMiddleware<ClientAddressMiddleware>();
}
