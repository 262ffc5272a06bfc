using Edge.Gateway.Ops;

namespace Edge.Gateway.Observability;

/// <summary><c>/metrics</c> in the Prometheus text format.</summary>
internal sealed class MetricsEndpoint(PrometheusExporter exporter) : IOpsEndpoints
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/metrics", context => exporter.WriteAsync(context.Response).AsTask());
}
