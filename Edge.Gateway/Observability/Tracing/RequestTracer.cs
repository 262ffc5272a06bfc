using System.Diagnostics;
using Edge.Gateway.Http;

namespace Edge.Gateway.Observability.Tracing;

/// <summary>Makes a span of a share of the requests, and one below it of each try at a destination, while somebody listens (OTLP).</summary>
/// <remarks>
/// The gateway draws the lot itself: a client's <c>sampled</c> flag would let anybody fill the collector. The trace id is the
/// client's where it sent a valid one. A request that is not drawn passes its <c>traceparent</c> on unchanged and allocates nothing.
/// Names and attributes follow OpenTelemetry's HTTP conventions; <c>edge.*</c> are the access log's words.
/// </remarks>
internal sealed class RequestTracer
{
    /// <summary>The name of the source that a listener asks for.</summary>
    public const string SourceName = EdgeMeter.Name;

    private static readonly ActivitySource Source = new(SourceName);

    private double _share;

    /// <summary>Share of the requests that are traced, from 0 to 1. Takes effect at once.</summary>
    public double Share
    {
        get => Volatile.Read(ref _share);
        set => Volatile.Write(ref _share, value);
    }

    /// <summary>Begins the span of a request that is drawn; its id becomes the request's <c>traceparent</c>.</summary>
    public void Begin(HttpContext context, EdgeRequest request)
    {
        if (!Source.HasListeners() || Random.Shared.NextDouble() >= Share)
        {
            return;
        }

        IHeaderDictionary headers = context.Request.Headers;
        ActivityContext.TryParse(request.TraceParent, headers.TraceState, isRemote: true, out ActivityContext parent);
        if (Source.CreateActivity(RequestTags.Method(context.Request.Method), ActivityKind.Server, parent) is { } span)
        {
            span.Start();
            request.Span = span;
            headers.TraceParent = request.TraceParent = span.Id;
        }
    }

    /// <summary>Ends the request's span with what the access log would say of it.</summary>
    public static void End(Activity span, in AccessLogEntry entry)
    {
        span.SetTag("http.request.method", entry.Method)
            .SetTag("url.scheme", entry.Tls == default ? "http" : "https")
            .SetTag("url.path", AccessLogFormatter.WithoutQuery(SecretPaths.In(entry.Path ?? "")).ToString())
            .SetTag("server.address", new HostString(entry.Host ?? "").Host) // Without its port.
            .SetTag("http.response.status_code", entry.StatusCode)
            .SetTag("network.protocol.version", entry.Protocol?.Replace("HTTP/", "", StringComparison.Ordinal))
            .SetTag("client.address", entry.ClientAddress?.ToString())
            .SetTag("user_agent.original", entry.UserAgent)
            .SetTag("edge.request_id", entry.RequestId)
            .SetTag("edge.outcome", RequestTags.Outcome(entry.Outcome))
            .SetTag("edge.tenant", entry.Tenant)
            .SetTag("edge.cell", entry.Cell)
            .SetTag("edge.ratelimit", entry.RateLimit)
            .SetTag("edge.waf", entry.Waf);
        EndWith(span, entry.StatusCode, StatusCodes.Status500InternalServerError);
    }

    /// <summary>Begins the span of one try; the destination's own span is a child of it. Null for a request that is not traced.</summary>
    public static Activity? BeginTry(HttpContext context, EdgeRequest request, Uri destination)
    {
        if (request.Span is not { } parent || Source.StartActivity(parent.OperationName, ActivityKind.Client, parent.Context) is not { } span)
        {
            return null;
        }

        context.Request.Headers.TraceParent = span.Id;
        return span.SetTag("http.request.method", context.Request.Method)
            .SetTag("server.address", destination.Host)
            .SetTag("server.port", destination.Port)
            .SetTag("http.request.resend_count", request.Retries == 0 ? null : request.Retries);
    }

    /// <summary>Ends the span of a try.</summary>
    /// <param name="span">From <see cref="BeginTry"/>.</param>
    /// <param name="destinationId">Where the answer came from, or the last try went.</param>
    /// <param name="statusCode">The answer's.</param>
    /// <param name="error">What went wrong, a word of a closed set; null when an answer came.</param>
    public static void EndTry(Activity span, string destinationId, int statusCode, string? error)
    {
        span.SetTag("edge.destination", destinationId);
        if (error is null)
        {
            span.SetTag("http.response.status_code", statusCode);
            EndWith(span, statusCode, StatusCodes.Status400BadRequest); // For a client 4xx is an error too (HTTP conventions, "Status").
            return;
        }

        span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }

    private static void EndWith(Activity span, int statusCode, int firstError)
    {
        if (statusCode >= firstError)
        {
            span.SetTag("error.type", RequestTags.StatusCode(statusCode)).SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }
}
