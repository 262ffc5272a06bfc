using Edge.Gateway.Config;

namespace Edge.Gateway.Journeys;

internal static class JourneysExtensions
{
    public static IServiceCollection AddEdgeJourneys(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, JourneysCompiler>();
        services.AddSingleton<IJourneyObserver, JourneyMetrics>();
        services.AddSingleton<IJourneyObserver, JourneyWarnings>();
        services.AddSingleton<JourneyService>();
        services.AddHostedService(static provider => provider.GetRequiredService<JourneyService>());
        return services;
    }
}
