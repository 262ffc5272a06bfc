using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Observability.Otlp;
using Edge.Gateway.Observability.Tracing;
using Edge.Gateway.Ops;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Gateway.Observability;

/// <summary>Registers metrics, access log, trace context and request ids.</summary>
internal static class ObservabilityExtensions
{
    /// <remarks>The access log writes to standard output; register an <see cref="AccessLog"/> before to write elsewhere.</remarks>
    public static IServiceCollection AddEdgeObservability(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PrometheusExporter>();
        services.TryAddSingleton<RequestMetrics>();
        services.TryAddSingleton<RequestIdGenerator>();
        services.TryAddSingleton<AccessLogMetrics>();
        services.TryAddSingleton(static provider =>
            new AccessLog(Console.OpenStandardOutput(), provider.GetRequiredService<AccessLogMetrics>()));
        services.TryAddSingleton<RequestTracer>();
        services.TryAddSingleton<OtlpMetrics>();
        services.TryAddSingleton<OtlpExport>();
        services.AddHostedService<ObservabilityService>();
        services.AddHostedService(static provider => provider.GetRequiredService<OtlpExport>());
        services.AddSingleton<ISnapshotCompiler, AccessLogCompiler>();
        services.AddSingleton<ISnapshotObserver, AccessLogObserver>();
        services.AddSingleton<ISnapshotCompiler, OtlpCompiler>();
        services.AddSingleton<ISnapshotObserver>(static provider => provider.GetRequiredService<OtlpExport>());
        services.AddSingleton<IRequestObserver, RequestRecorder>();
        services.AddSingleton<IOpsEndpoints, MetricsEndpoint>();
        return services;
    }
}
