using Edge.Gateway.Config;

namespace Edge.Gateway.Demo;

internal static class DemoExtensions
{
    public static IServiceCollection AddEdgeDemo(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, DemoCompiler>();
        services.AddSingleton<DemoService>();
        services.AddHostedService(static provider => provider.GetRequiredService<DemoService>());
        return services;
    }
}
