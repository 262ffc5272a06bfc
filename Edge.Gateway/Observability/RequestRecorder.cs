using Edge.Gateway.Http;
using Edge.Gateway.Observability.Tracing;
using Microsoft.AspNetCore.Connections.Features;

namespace Edge.Gateway.Observability;

/// <summary>Gives each request its id and trace context, and records its end in the metrics and the access log.</summary>
internal sealed class RequestRecorder(RequestIdGenerator ids, RequestMetrics metrics, AccessLog log, RequestTracer tracer, TimeProvider time) : IRequestObserver
{
    public void Started(HttpContext context, EdgeRequest request)
    {
        metrics.Started();
        request.RequestId = ids.Next();
        request.TraceParent = TraceContext.Ensure(context.Request.Headers); // A valid one passes through, unless this request is traced: then its span comes between.
        tracer.Begin(context, request);
    }

    public void Ended(HttpContext context, EdgeRequest request)
    {
        RequestOutcome outcome = OutcomeOf(context, request);
        TimeSpan duration = time.GetElapsedTime(request.StartTimestamp);
        metrics.Record(context.Request.Method, context.Response.StatusCode, outcome, duration);
        if (log.ShouldLog(context.Response.StatusCode, outcome))
        {
            log.Write(EntryOf(context, request, outcome, duration));
        }

        if (request.Span is { } span)
        {
            RequestTracer.End(span, EntryOf(context, request, outcome, duration));
        }
    }

    private static RequestOutcome OutcomeOf(HttpContext context, EdgeRequest request)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return RequestOutcome.Aborted;
        }

        EdgeProblem? problem = request.Problem;
        if (problem is null)
        {
            return request.DestinationId is null ? RequestOutcome.Local : RequestOutcome.Forwarded;
        }

        return problem == EdgeProblem.ReadOnly ? RequestOutcome.ReadOnly : problem.Status switch
        {
            StatusCodes.Status403Forbidden => problem == EdgeProblem.AccessDenied ? RequestOutcome.Denied : RequestOutcome.Blocked,
            StatusCodes.Status421MisdirectedRequest => RequestOutcome.Misdirected,
            StatusCodes.Status429TooManyRequests => RequestOutcome.RateLimited,
            StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => RequestOutcome.Unavailable,
            < StatusCodes.Status500InternalServerError => RequestOutcome.Malformed,
            _ => RequestOutcome.Failed,
        };
    }

    private AccessLogEntry EntryOf(HttpContext context, EdgeRequest request, RequestOutcome outcome, TimeSpan duration) => new()
    {
        Timestamp = time.GetUtcNow() - duration,
        Duration = duration,
        Method = context.Request.Method,
        Path = context.Request.Path.Value,
        Host = context.Request.Host.Value,
        Protocol = context.Request.Protocol,
        StatusCode = context.Response.StatusCode,
        Outcome = outcome,
        ClientAddress = request.ClientAddress,
        UserAgent = context.Request.Headers.UserAgent,
        RequestBodyBytes = context.Request.ContentLength,
        ResponseBodyBytes = context.Response.ContentLength,
        Tenant = request.Tenant?.Id,
        Cell = request.Cell?.Id,
        Destination = request.DestinationId,
        RequestId = request.RequestId,
        TraceParent = request.TraceParent,
        RateLimit = request.RateLimit.Decision switch
        {
            RateLimitDecision.Allowed => "allowed",
            RateLimitDecision.Preview => "preview",
            RateLimitDecision.Denied => "denied",
            _ => null,
        },
        Waf = request.Waf switch
        {
            WafOutcome.Passed => "passed",
            WafOutcome.Detected => "detected",
            WafOutcome.Blocked => "blocked",
            WafOutcome.Failed => "failed",
            _ => null,
        },
        Tls = context.Features.Get<ITlsHandshakeFeature>()?.Protocol ?? default,
        Ja4 = context.Features.Get<ClientFingerprint>()?.Ja4,
    };
}
