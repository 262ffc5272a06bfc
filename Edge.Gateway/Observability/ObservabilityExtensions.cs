using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Gateway.Observability;

/// <summary>Registers metrics, access log, trace context and request ids.</summary>
internal static class ObservabilityExtensions
{
    /// <summary>Where Prometheus scrapes, on the ops listener.</summary>
    public const string MetricsPath = "/metrics";

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
        services.AddHostedService<ObservabilityService>();
        return services;
    }

    /// <summary>Maps <see cref="MetricsPath"/>. The caller ties it to the ops listener.</summary>
    public static IEndpointConventionBuilder MapEdgeMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(
            MetricsPath,
            static context => context.RequestServices.GetRequiredService<PrometheusExporter>().WriteAsync(context.Response).AsTask());
}
