using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Edge.Tests.TestKit;

/// <summary>An OpenTelemetry collector that keeps what it is sent; it speaks OTLP over HTTP/1.1 or, on a port of its own, gRPC.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5; // A flag and the length.

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, ProtobufMessage Message)> _exports = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public Uri Http { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    /// <summary>Answers 503 while it is set.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers of gRPC end with it; 0 is good.</summary>
    public string GrpcStatus { get; set; } = "0";

    /// <summary>Whether answers of gRPC are headers alone, the status among them.</summary>
    public bool HasNoGrpcBody { get; set; }

    /// <summary>What was in the header <c>authorization</c> of the last call.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Spans so far (opentelemetry-proto, trace.proto: ResourceSpans 1, ScopeSpans 2, Span 2).</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. Of("traces").SelectMany(static message => message.All(1)).SelectMany(static resource => resource.All(2)).SelectMany(static scope => scope.All(2)).Select(static span => new OtlpSpan(span))];

    /// <summary>Names of the metrics so far (metrics.proto: ResourceMetrics 1, ScopeMetrics 2, Metric 2, name 1).</summary>
    public IReadOnlySet<string> Metrics => Of("metrics").SelectMany(static message => message.All(1)).SelectMany(static resource => resource.All(2)).SelectMany(static scope => scope.All(2)).Select(static metric => metric.Text(1)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Bodies of the log lines so far (logs.proto: ResourceLogs 1, ScopeLogs 2, LogRecord 2, body 5, string_value 1).</summary>
    public IReadOnlyList<string> Logs => [.. Of("logs").SelectMany(static message => message.All(1)).SelectMany(static resource => resource.All(2)).SelectMany(static scope => scope.All(2)).Select(static record => record.All(5).Single().Text(1))];

    public static async Task<OtlpCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        WebApplication app = builder.Build();
        OtlpCollector collector = new(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        (collector.Http, collector.Grpc) = (new Uri(app.Urls.First()), new Uri(app.Urls.Last()));
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IEnumerable<ProtobufMessage> Of(string signal) => _exports.Where(export => export.Signal == signal).Select(static export => export.Message);

    private async Task TakeAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Authorization = context.Request.Headers.Authorization.ToString();
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        bool isGrpc = context.Request.ContentType == "application/grpc";
        string signal = context.Request.Path.Value switch
        {
            "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => "traces",
            "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => "metrics",
            "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => "logs",
            _ => "unknown",
        };
        _exports.Enqueue((signal, new ProtobufMessage(body.ToArray().AsMemory(isGrpc ? GrpcPrefixBytes : 0))));
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc && HasNoGrpcBody)
        {
            context.Response.Headers["grpc-status"] = GrpcStatus;
        }
        else if (isGrpc)
        {
            await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]); // An empty answer.
            context.Response.AppendTrailer("grpc-status", GrpcStatus);
        }
    }
}
