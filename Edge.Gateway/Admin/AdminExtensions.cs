using Edge.Gateway.Config;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Admin;

internal static class AdminExtensions
{
    public static IServiceCollection AddEdgeAdmin(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, AdminCompiler>();
        services.AddSingleton<AdminGate>();
        services.AddSingleton<IOpsEndpoints, ConfigEndpoints>();
        services.AddSingleton<IOpsEndpoints, CellsEndpoints>();
        services.AddSingleton<IOpsEndpoints, CellControlEndpoints>();
        services.AddSingleton<IOpsEndpoints, DisasterRecoveryEndpoints>();
        services.AddSingleton<IOpsEndpoints, LogsEndpoints>();
        services.AddSingleton<IOpsEndpoints, RateLimitsEndpoints>();
        services.AddSingleton<IOpsEndpoints, BansEndpoints>();
        return services;
    }
}
