using Edge.Gateway.Config;

namespace Edge.Gateway.State;

internal static class StateExtensions
{
    public static IServiceCollection AddEdgeState(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, StateCompiler>();
        services.AddSingleton<ISnapshotObserver, StateService>();
        services.AddSingleton<DecisionDisk>();
        services.AddSingleton<LocalDecisions>();
        services.AddSingleton<UntoldEvents>();
        services.AddSingleton<DecisionFleet>();
        services.AddSingleton<IDecisionStore, DecisionStore>();
        services.AddSingleton<StateMetrics>();
        services.AddSingleton<FleetRoster>();
        services.AddHostedService(static provider => provider.GetRequiredService<FleetRoster>());
        services.AddHostedService(static provider =>
        {
            provider.GetRequiredService<StateMetrics>(); // Observes from the start.
            return provider.GetRequiredService<DecisionFleet>();
        });
        return services;
    }
}
