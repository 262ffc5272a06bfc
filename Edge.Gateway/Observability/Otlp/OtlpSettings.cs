using OpenTelemetry.Exporter;

namespace Edge.Gateway.Observability.Otlp;

/// <summary>The <c>otlp</c> section of <c>edge.json</c>.</summary>
/// <param name="Endpoint">The collector; null exports nothing. Read at the start.</param>
/// <param name="Protocol">How it is spoken to. Read at the start.</param>
/// <param name="TraceSample">Share of the requests that become traces, from 0 to 1. A reload applies it at once.</param>
/// <param name="MetricInterval">Time between two exports of the metrics. Read at the start.</param>
internal sealed record OtlpSettings(Uri? Endpoint, OtlpExportProtocol Protocol, double TraceSample, TimeSpan MetricInterval)
{
    /// <summary>The variable that collectors' operators set everywhere (OpenTelemetry specification, "OTLP Exporter"); the file comes first.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Where one kind of data goes: with HTTP each has a path of its own (OTLP specification, "OTLP/HTTP Request").</summary>
    public Uri EndpointOf(string signal) => Protocol == OtlpExportProtocol.HttpProtobuf
        ? new Uri($"{Endpoint!.AbsoluteUri.TrimEnd('/')}/v1/{signal}")
        : Endpoint!;
}
