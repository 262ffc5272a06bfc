using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Gateway.Config;

internal static class ConfigExtensions
{
    public static IServiceCollection AddEdgeConfig(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISnapshotCompiler, NodeCompiler>();
        services.AddSingleton<SnapshotLoader>();
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<ConfigReloader>();
        services.AddSingleton<ConfigMetrics>();
        services.AddHostedService<ConfigWatcher>();
        return services;
    }
}
