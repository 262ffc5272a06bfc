using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Forwards to a destination; when it cannot be connected to, to another; and says what went wrong when all failed.</summary>
/// <remarks>
/// A failed connection has sent nothing, so any request may be tried again. A request that was sent and not answered may be, too,
/// when it is safe and has no body (RFC 9110 §9.2.2): a destination that dies takes no reader's request with it.
/// </remarks>
internal sealed partial class ForwardingMiddleware(RequestDelegate next, IProxyStateLookup proxy, CellMetrics metrics, ILogger<ForwardingMiddleware> logger)
{
    /// <summary>Most destinations tried for one request.</summary>
    public const int MaxTries = 3;

    public async Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        await next(context);
        IReverseProxyFeature forwarded = context.GetReverseProxyFeature();
        request.DestinationId = forwarded.ProxiedDestination?.DestinationId;
        if (context.Features.Get<IForwarderErrorFeature>() is { } failure)
        {
            await AnswerFailureAsync(context, request, failure);
        }
    }

    private async Task AnswerFailureAsync(HttpContext context, EdgeRequest request, IForwarderErrorFeature? failure)
    {
        List<DestinationState> tried = [];
        while (failure is not null && (IsConnectFailure(failure) || IsReplayable(context, failure)) && !context.Response.HasStarted && tried.Count + 1 < MaxTries)
        {
            ClusterState cluster = ((Cell)request.Cell!).FindCluster(proxy)!;
            if (context.GetReverseProxyFeature().ProxiedDestination is { } failed)
            {
                tried.Add(failed);
            }

            DestinationState[] others = [.. cluster.DestinationsState.AvailableDestinations.Except(tried)];
            if (others.Length == 0)
            {
                break;
            }

            request.Retries++;
            metrics.Retried(request.Cell!.Id);
            LogRetried(request.RequestId, request.DestinationId);
            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
            context.ReassignProxyRequest(cluster);
            context.GetReverseProxyFeature().AvailableDestinations = others;
            await next(context);
            request.DestinationId = context.GetReverseProxyFeature().ProxiedDestination?.DestinationId;
            failure = context.Features.Get<IForwarderErrorFeature>();
        }

        if (failure is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            EdgeProblem problem = ProblemOf(failure);
            await context.WriteProblemAsync(problem, problem.Status == StatusCodes.Status503ServiceUnavailable ? CellRoutingMiddleware.UnavailableRetryAfterSeconds : 0);
        }
    }

    /// <summary>Whether no connection was made, so that nothing was sent.</summary>
    internal static bool IsConnectFailure(IForwarderErrorFeature failure) => failure.Exception switch
    {
        HttpRequestException request => request.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        OperationCanceledException { InnerException: TimeoutException } => true, // SocketsHttpHandler.ConnectTimeout ran out.
        _ => false,
    };

    /// <summary>Whether a request that a destination broke off before its answer may be sent once more.</summary>
    private static bool IsReplayable(HttpContext context, IForwarderErrorFeature failure) =>
        failure.Error == ForwarderError.Request
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private static EdgeProblem ProblemOf(IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => EdgeProblem.Unavailable,
        ForwarderError.RequestTimedOut => EdgeProblem.OriginTimeout,
        ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled or ForwarderError.RequestCreation => EdgeProblem.BadRequest,
        _ when IsConnectFailure(failure) => EdgeProblem.Unavailable,
        _ => EdgeProblem.OriginFailed,
    };

    [LoggerMessage(EdgeEvents.ConnectRetried, LogLevel.Information, "Request {RequestId} goes to another destination: {Destination} could not be reached, or broke off before its answer.")]
    private partial void LogRetried(string requestId, string? destination);
}
