using Edge.Gateway.Config;

namespace Edge.Gateway.Demo;

internal static class DemoExtensions
{
    public static IServiceCollection AddEdgeDemo(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, DemoCompiler>();
        services.AddSingleton<DemoService>();
        return services;
    }
}
