using System.Diagnostics.Metrics;
using System.Reflection;
using Edge.Gateway.Config;
using Edge.Gateway.Observability.Tracing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Edge.Gateway.Observability.Otlp;

/// <summary>Sends traces, metrics and the gateway's own log to an OpenTelemetry collector, when <c>otlp.endpoint</c> is set.</summary>
/// <remarks>
/// OpenTelemetry's batches and buffers do the work, on threads of their own: requests wait for none of it, and a collector that is
/// gone costs what its buffers cannot hold (2048 spans, 2048 log lines).
/// </remarks>
internal sealed class OtlpExport(
    RequestTracer tracer, OtlpMetrics metrics, IMeterFactory factory, ILoggerFactory loggers, ILogger<OtlpExport> logger) : IHostedLifecycleService, ISnapshotObserver, IDisposable
{
    /// <summary>The variable with the headers of each call, such as a key: <c>name=value,…</c>. Never in a file, never shown.</summary>
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    private (OtlpSettings Settings, string Node)? _inForce;
    private TracerProvider? _traces;
    private MeterProvider? _meters;
    private ServiceProvider? _logs;

    /// <summary>Longest wait at the end for what is still to be sent.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(3);

    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        OtlpSettings settings = next.Get<OtlpSettings>();
        _inForce = (settings, next.Get<NodeSettings>().Id);
        tracer.Share = settings.Endpoint is null ? 0 : settings.TraceSample;
        return ValueTask.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_inForce is { Settings: { Endpoint: not null } settings, Node: { } node })
        {
            Start(settings, node);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else, so that the last requests are told too.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        tracer.Share = 0;
        int milliseconds = (int)FlushTimeout.TotalMilliseconds;
        return Task.WhenAll( // Each blocks a thread until its deadline when the collector is gone: they share one.
            Task.Run(() => _traces?.Shutdown(milliseconds), CancellationToken.None),
            Task.Run(() => _meters?.Shutdown(milliseconds), CancellationToken.None),
            Task.Run(() => _logs?.GetService<LoggerProvider>()?.Shutdown(milliseconds), CancellationToken.None));
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
        _logs?.Dispose();
    }

    private void Start(OtlpSettings settings, string node)
    {
        ResourceBuilder resource = ResourceBuilder.CreateEmpty()
            .AddService("edge-gateway", serviceVersion: typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion, serviceInstanceId: node)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector(); // OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: what operators add.
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler()) // RequestTracer has drawn the lot.
            .AddSource(RequestTracer.SourceName)
            .AddOtlpExporter(options => Configure(options, settings, "traces"))
            .Build();
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddMeter([.. PrometheusExporter.MeterNames])
            .AddView(instrument => instrument.Meter.Scope is { } scope && scope != factory ? MetricStreamConfiguration.Drop : null) // Another host's in this process.
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, settings, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.MetricInterval.TotalMilliseconds;
            })
            .Build();
        _logs = new ServiceCollection()
            .AddLogging(builder => builder.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(resource);
                options.AddOtlpExporter(exporter => Configure(exporter, settings, "logs"));
            }))
            .BuildServiceProvider();
        foreach (ILoggerProvider provider in _logs.GetServices<ILoggerProvider>())
        {
            loggers.AddProvider(provider);
        }
    }

    private void Configure(OtlpExporterOptions options, OtlpSettings settings, string signal)
    {
        options.Protocol = settings.Protocol;
        options.Endpoint = settings.EndpointOf(signal);
        options.HttpClientFactory = () => new HttpClient(new OtlpCallHandler(signal, settings.Protocol == OtlpExportProtocol.Grpc, metrics, logger)) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
    }
}
