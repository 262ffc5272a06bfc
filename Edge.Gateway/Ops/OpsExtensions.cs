
namespace Edge.Gateway.Ops;

internal static class OpsExtensions
{
    public static IServiceCollection AddEdgeOps(this IServiceCollection services)
    {
        services.AddSingleton<ReadinessState>();
        services.AddSingleton<IOpsEndpoints, HealthEndpoints>();
        services.AddHostedService<OpsLifetime>();
        services.AddSingleton<OpsPipeline>();
        services.AddSingleton<OpsServer>();
        services.AddHostedService(static provider => provider.GetRequiredService<OpsServer>());
        return services;
    }
}
