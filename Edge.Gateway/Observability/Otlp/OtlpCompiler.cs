using Edge.Gateway.Config;
using OpenTelemetry.Exporter;

namespace Edge.Gateway.Observability.Otlp;

/// <summary>Reads <c>otlp</c> of <c>edge.json</c>.</summary>
internal sealed class OtlpCompiler : ISnapshotCompiler
{
    private static readonly Dictionary<string, OtlpExportProtocol> Protocols = new(StringComparer.Ordinal)
    {
        ["http"] = OtlpExportProtocol.HttpProtobuf,
        ["grpc"] = OtlpExportProtocol.Grpc,
    };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject section = builder.Edge.Object("otlp");
        var settings = new OtlpSettings(
            ReadEndpoint(section),
            section.Choice("protocol", OtlpExportProtocol.HttpProtobuf, Protocols),
            section.Number("traceSample", 0.01, 0, 1),
            section.Duration("metricInterval", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
        if (builder.Previous?.Get<OtlpSettings>() is { } before && before with { TraceSample = settings.TraceSample } != settings)
        {
            section.Warn("endpoint", ConfigCodes.NeedsRestart, "or its protocol or interval changed; that takes effect at the next start.");
            settings = before with { TraceSample = settings.TraceSample };
        }

        builder.Set(settings);
    }

    private static Uri? ReadEndpoint(ConfigObject section)
    {
        if ((section.Text("endpoint") ?? Environment.GetEnvironmentVariable(OtlpSettings.EndpointVariable)) is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" && endpoint is { UserInfo: "", Query: "" })
        {
            return endpoint;
        }

        section.Error("endpoint", ConfigCodes.OutOfRange, $"is no http or https address of a collector; set one such as \"http://127.0.0.1:4318\", without user, password or query. A key goes into {OtlpExport.HeadersVariable}.");
        return null;
    }
}
