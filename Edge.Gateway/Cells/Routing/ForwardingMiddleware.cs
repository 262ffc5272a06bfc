using System.Diagnostics;
using System.Runtime.CompilerServices;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Http;
using Edge.Gateway.Observability.Tracing;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Chooses a destination and forwards to it; to another when it cannot be reached or breaks off; and says what went wrong when all failed.</summary>
/// <remarks>
/// The last of YARP's pipeline: it sends through YARP's forwarder itself, because a try must be endable (per-try timeout, a destination
/// that fell silent), its first line must be seen before anything is copied, and in-flight counts must be ours to queue by. A request that
/// needs one try takes one async method and allocates nothing here.
/// </remarks>
internal sealed partial class ForwardingMiddleware
{
    /// <summary>Longest wait of a retry for its place in the budget.</summary>
    public static readonly TimeSpan RetryPatience = TimeSpan.FromSeconds(1);

    /// <summary>Seconds a client is told to wait when the cell has more than it can take.</summary>
    public const int BusyRetryAfterSeconds = 1;

    private readonly IHttpForwarder _forwarder;
    private readonly IDestinationPolicy[] _policies;
    private readonly DestinationScope _scope;
    private readonly CellMetrics _metrics;
    private readonly HedgedSender _hedged;
    private readonly WriteGate _writes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private AttemptTransformer? _transformer;

    public ForwardingMiddleware(RequestDelegate _, IHttpForwarder forwarder, IEnumerable<IDestinationPolicy> policies, DestinationScope scope, WriteGate writes, CellMetrics metrics, TimeProvider time, ILogger<ForwardingMiddleware> logger)
    {
        (_forwarder, _scope, _writes, _metrics, _time, _logger) = (forwarder, scope, writes, metrics, time, logger);
        _hedged = new HedgedSender(metrics, time);
        _policies = [.. policies.OrderBy(static policy => policy.Kind)]; // One of each kind, found by its number.
    }

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        LiveCell cell = Unsafe.As<Cell>(request.Cell!).Live;
        return cell.Admission.TryEnter() ? ForwardAsync(context, request, cell) : QueueAsync(context, request, cell);
    }

    /// <summary>Whether no connection was made, so that nothing was sent.</summary>
    internal static bool IsConnectFailure(Exception? exception) => exception switch
    {
        HttpRequestException request => request.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        OperationCanceledException { InnerException: TimeoutException } => true, // SocketsHttpHandler.ConnectTimeout ran out.
        _ => false,
    };

    private async Task QueueAsync(HttpContext context, EdgeRequest request, LiveCell cell)
    {
        BreakerSettings breaker = cell.Policy.Breaker;
        GateRefusal refusal = await cell.Admission.EnterAsync(breaker.MaxQueued, breaker.QueueTimeout, context.RequestAborted);
        if (refusal == GateRefusal.None && !_writes.StillAccepts(context, request))
        {
            cell.Admission.Exit(); // Read-only began while it waited.
            await _writes.RefuseAsync(context, request);
        }
        else if (refusal == GateRefusal.None)
        {
            await ForwardAsync(context, request, cell);
        }
        else if (!context.RequestAborted.IsCancellationRequested)
        {
            _metrics.Rejected(cell.Id, refusal == GateRefusal.QueueFull ? "queue_full" : "queue_timeout");
            await context.WriteProblemAsync(EdgeProblem.Overloaded, BusyRetryAfterSeconds);
        }
    }

    private async Task ForwardAsync(HttpContext context, EdgeRequest request, LiveCell cell)
    {
        ForwardingState state = Unsafe.As<ForwardingState>(request.ForwardingState ??= new ForwardingState(_time));
        state.Begin(context, cell, _scope.Of(context, request));
        try
        {
            LiveDestination? destination = Choose(context, request, state);
            if (destination is null)
            {
                await AnswerNoneAsync(context, state);
                return;
            }

            while (true)
            {
                ForwarderError error;
                request.DestinationId = destination.Id;
                state.BeginTry(destination);
                Activity? span = request.Span is null ? null : RequestTracer.BeginTry(context, request, destination.Config.Address);
                try
                {
                    error = HedgedSender.Applies(context, state) ? await _hedged.SendAsync(context, state, SendAsync) : await SendAsync(context, destination, state.Attempt.Token);
                }
                finally
                {
                    state.EndTry();
                }

                request.DestinationId = state.Destination.Id;
                if (span is not null)
                {
                    RequestTracer.EndTry(span, state.Destination.Id, context.Response.StatusCode, error == ForwarderError.None ? null : error.ToString());
                }

                if (error == ForwarderError.None && !state.IsHeldBack)
                {
                    return;
                }

                IForwarderErrorFeature? failure = context.Features.Get<IForwarderErrorFeature>();
                RetryReason reason = Judge(context, state, failure);
                LiveDestination? other = reason == RetryReason.None ? null : await FindOtherAsync(context, state, reason);
                if (other is null || !_writes.StillAccepts(context, request))
                {
                    await (other is null ? AnswerFailureAsync(context, state, failure) : _writes.RefuseAsync(context, request)); // Nothing was sent, or it may be repeated: "later" is right.
                    return;
                }

                request.Retries++;
                _metrics.Retried(cell.Id, reason);
                LogRetried(request.RequestId, destination.Id, reason);
                context.Response.Clear();
                context.Features.Set<IForwarderErrorFeature>(null);
                destination = other;
            }
        }
        finally
        {
            state.EndAll();
        }
    }

    private ValueTask<ForwarderError> SendAsync(HttpContext context, LiveDestination destination, CancellationToken cancellationToken)
    {
        IReverseProxyFeature proxy = context.GetReverseProxyFeature();
        AttemptTransformer? transformer = _transformer;
        if (transformer is null || transformer.Inner != proxy.Route.Transformer)
        {
            _transformer = transformer = new AttemptTransformer(proxy.Route.Transformer); // There is one route; a reload may bring a new one.
        }

        return _forwarder.SendAsync(context, destination.Address, proxy.Cluster.HttpClient, proxy.Cluster.Config.HttpRequest ?? ForwarderRequestConfig.Empty, transformer, cancellationToken);
    }

    private LiveDestination? Choose(HttpContext context, EdgeRequest request, ForwardingState state)
    {
        LiveCell cell = state.Cell;
        RoutingTable table = cell.Table;
        if (table.Sampler is null)
        {
            return null;
        }

        if (state.Scope is not null)
        {
            return state.Next(); // Of the few that the request may go to, the least busy.
        }

        LiveDestination chosen = _policies[(int)cell.Policy.Routing.Policy].Pick(table, cell, context, request);
        return chosen.InFlight < cell.Policy.Breaker.MaxInFlightPerDestination ? chosen : state.Next();
    }

    /// <summary>What a failure says of the destination, and whether the request may go to another.</summary>
    private static RetryReason Judge(HttpContext context, ForwardingState state, IForwarderErrorFeature? failure)
    {
        if (state.IsHeldBack)
        {
            return RetryReason.Status;
        }

        bool mayRepeat = state.IsReplayable && !context.Response.HasStarted;
        switch (state.Attempt.End)
        {
            case AttemptEnd.DestinationLost:
                return mayRepeat ? RetryReason.Lost : RetryReason.None;
            case AttemptEnd.PerTryTimeout:
                state.Cell.Outliers.Failed(state.Destination, state.Elapsed);
                return mayRepeat ? RetryReason.Timeout : RetryReason.None;
            default:
                break;
        }

        Blame(state.Cell, state.Destination, failure, state.Elapsed);
        if (IsConnectFailure(failure?.Exception))
        {
            return context.Response.HasStarted ? RetryReason.None : RetryReason.Connect;
        }

        return failure?.Error switch
        {
            ForwarderError.Request or ForwarderError.RequestBodyDestination when mayRepeat => RetryReason.Broken,

            // Nothing was passed on yet; but rules that hold an answer back may have a part of it already.
            ForwarderError.ResponseBodyDestination when mayRepeat && context.Features.Get<IHttpResponseBodyFeature>() is IHttpResponseFeature => RetryReason.Broken,
            _ => RetryReason.None,
        };
    }

    /// <summary>Counts a failure against the destination, unless it was the client's: going away says nothing about the destination.</summary>
    internal static void Blame(LiveCell cell, LiveDestination destination, IForwarderErrorFeature? failure, TimeSpan elapsed)
    {
        if (IsConnectFailure(failure?.Exception))
        {
            cell.Outliers.ConnectFailed(destination);
        }
        else if (failure?.Error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination)
        {
            cell.Outliers.Failed(destination, elapsed);
        }
    }

    /// <summary>Finds another destination, once there is room in the budget. A failed connection is free: nothing was sent.</summary>
    private static async ValueTask<LiveDestination?> FindOtherAsync(HttpContext context, ForwardingState state, RetryReason reason)
    {
        if (!state.MayTryAgain || context.RequestAborted.IsCancellationRequested || state.Next() is null)
        {
            return null;
        }

        LiveCell cell = state.Cell;
        if (reason != RetryReason.Connect && !state.HoldsRetry)
        {
            if (!cell.Retries.TryEnter())
            {
                // A destination that dies breaks off many requests at once. The budget bounds how many are sent at a time, not how many are saved.
                GateRefusal refusal = await cell.Retries.EnterAsync(cell.Policy.Breaker.MaxInFlight, RetryPatience, context.RequestAborted);
                if (refusal != GateRefusal.None)
                {
                    return null;
                }
            }

            state.HoldRetry();
        }

        return state.Next();
    }

    private Task AnswerNoneAsync(HttpContext context, ForwardingState state)
    {
        LiveCell cell = state.Cell;
        if (!cell.Table.Usable.Any(state.Scope ?? (static _ => true)))
        {
            return context.WriteProblemAsync(EdgeProblem.Unavailable, CellRoutingMiddleware.UnavailableRetryAfterSeconds);
        }

        _metrics.Rejected(cell.Id, "destinations_full");
        return context.WriteProblemAsync(EdgeProblem.Overloaded, BusyRetryAfterSeconds);
    }

    private static Task AnswerFailureAsync(HttpContext context, ForwardingState state, IForwarderErrorFeature? failure)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        EdgeProblem problem = ProblemOf(state, failure);
        return context.WriteProblemAsync(problem, problem.Status == StatusCodes.Status503ServiceUnavailable ? CellRoutingMiddleware.UnavailableRetryAfterSeconds : 0);
    }

    private static EdgeProblem ProblemOf(ForwardingState state, IForwarderErrorFeature? failure) => failure?.Error switch
    {
        _ when state.Attempt.End is AttemptEnd.PerTryTimeout or AttemptEnd.DestinationLost => EdgeProblem.OriginTimeout,
        null => EdgeProblem.Unavailable, // An answer was held back, and then no other destination was left.
        _ when IsConnectFailure(failure.Exception) => EdgeProblem.Unavailable,
        ForwarderError.RequestTimedOut => EdgeProblem.OriginTimeout,
        ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled or ForwarderError.RequestCreation => EdgeProblem.BadRequest,
        _ => EdgeProblem.OriginFailed,
    };

    [LoggerMessage(EdgeEvents.ConnectRetried, LogLevel.Debug, "Request {RequestId} goes from destination {Destination} to another: {Reason}.")]
    private partial void LogRetried(string requestId, string destination, RetryReason reason);
}
