namespace Edge.Gateway.State;

internal static class StateExtensions
{
    public static IServiceCollection AddEdgeState(this IServiceCollection services)
    {
        services.AddSingleton<IDecisionStore, MemoryDecisionStore>();
        return services;
    }
}
