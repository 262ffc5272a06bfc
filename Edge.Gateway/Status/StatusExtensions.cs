using Edge.Gateway.Config;
using Edge.Gateway.Journeys;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status;

internal static class StatusExtensions
{
    public static IServiceCollection AddEdgeStatus(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotCompiler, StatusCompiler>();
        services.AddSingleton<StatusRecorder>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<StatusFleet>();
        services.AddSingleton<IncidentBook>();
        services.AddSingleton<IncidentWatch>();
        services.AddSingleton<ProbeReports>();
        services.AddSingleton<StatusMonitor>();
        services.AddSingleton<IJourneyObserver>(static provider => provider.GetRequiredService<StatusMonitor>());
        services.AddHostedService(static provider => provider.GetRequiredService<StatusMonitor>());
        return services;
    }
}
