using Edge.Gateway.Config;
using Microsoft.Extensions.ObjectPool;

namespace Edge.Gateway.Http;

/// <summary>The first and last to see a request: gives it its <see cref="EdgeRequest"/>, catches what nobody caught, and reports the end.</summary>
internal sealed partial class EdgeRequestMiddleware(
    RequestDelegate next,
    SnapshotStore snapshots,
    TimeProvider time,
    IEnumerable<IResponseHeaderWriter> headerWriters,
    IEnumerable<IRequestObserver> observers,
    ILogger<EdgeRequestMiddleware> logger)
{
    private static readonly ObjectPool<EdgeRequest> Pool = new DefaultObjectPool<EdgeRequest>(new PoolPolicy(), maximumRetained: 4096);

    private readonly IResponseHeaderWriter[] _headerWriters = [.. headerWriters];
    private readonly IRequestObserver[] _observers = [.. observers];
    private Func<object, Task>? _writeHeaders;

    public async Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = Pool.Get();
        request.Begin(snapshots.Current, time.GetTimestamp());
        context.Features.Set(request);
        try
        {
            foreach (IRequestObserver observer in _observers)
            {
                observer.Started(context, request);
            }

            context.Response.OnStarting(_writeHeaders ??= WriteHeaders, context);
            await next(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            await AnswerAsync(context, exception);
        }
        catch (Exception exception)
        {
            LogUnhandled(exception, request.RequestId);
            if (context.Response.HasStarted)
            {
                context.Abort(); // Half a response must not look like a whole one.
            }
            else
            {
                await context.WriteProblemAsync(EdgeProblem.Internal);
            }
        }
        finally
        {
            if (!context.Response.HasStarted)
            {
                await WriteHeaders(context); // A response without a body starts only after the pipeline, when the request is already forgotten.
            }

            foreach (IRequestObserver observer in _observers)
            {
                observer.Ended(context, request);
            }

            context.Features.Set<EdgeRequest>(null);
            Pool.Return(request);
        }
    }

    // The client went away, or sent what Kestrel refuses: not the gateway's failure.
    private static Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        int status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
        return context.WriteProblemAsync(status == StatusCodes.Status413PayloadTooLarge ? EdgeProblem.BodyTooLarge : EdgeProblem.BadRequest);
    }

    private Task WriteHeaders(object state)
    {
        var context = (HttpContext)state;
        if (context.Features.Get<EdgeRequest>() is { } request)
        {
            foreach (IResponseHeaderWriter writer in _headerWriters)
            {
                writer.Write(context, request);
            }
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(EdgeEvents.Unhandled, LogLevel.Error, "Request {RequestId} failed in the gateway.")]
    private partial void LogUnhandled(Exception exception, string requestId);

    private sealed class PoolPolicy : PooledObjectPolicy<EdgeRequest>
    {
        public override EdgeRequest Create() => new();

        public override bool Return(EdgeRequest request)
        {
            request.Reset();
            return true;
        }
    }
}
