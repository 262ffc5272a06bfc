using System.Globalization;

namespace Edge.Gateway.Observability.Otlp;

/// <summary>Sees each call of the collector: counts it, and says once when the calls of a signal begin to fail and when they succeed again.</summary>
/// <param name="signal">What is sent.</param>
/// <param name="isGrpc">Whether the answer has a gRPC status, which may refuse what HTTP calls 200.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Tells.</param>
internal sealed partial class OtlpCallHandler(string signal, bool isGrpc, OtlpMetrics metrics, ILogger logger) : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null })
{
    private const string GrpcStatus = "grpc-status";
    private const int GrpcOk = 0;
    private const int GrpcUnknown = 2; // Stands for an answer without one (gRPC over HTTP/2, "Responses").

    private bool _fails;

    // The exporter calls from a thread of its own, one call at a time, and this way where it can: never with gRPC, as HTTP/2 knows no such calls.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = base.Send(request, cancellationToken);
            Note(RefusalOf(response));
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Note("no answer");
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (isGrpc)
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken); // The status comes behind the body.
            }

            Note(RefusalOf(response));
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Note("no answer");
            throw;
        }
    }

    // Null when it was accepted.
    private string? RefusalOf(HttpResponseMessage response) =>
        !response.IsSuccessStatusCode ? string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)response.StatusCode}")
        : isGrpc && GrpcStatusOf(response) is var status and not GrpcOk ? string.Create(CultureInfo.InvariantCulture, $"gRPC status {status}")
        : null;

    // In the trailers, or among the headers of an answer that has no body.
    private static int GrpcStatusOf(HttpResponseMessage response) =>
        (response.TrailingHeaders.TryGetValues(GrpcStatus, out IEnumerable<string>? values) || response.Headers.TryGetValues(GrpcStatus, out values))
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : GrpcUnknown;

    private void Note(string? refusal)
    {
        bool fails = refusal is not null;
        metrics.Exported(signal, !fails);
        if (_fails != fails)
        {
            _fails = fails;
            if (fails)
            {
                LogFailing(signal, refusal!);
            }
            else
            {
                LogBack(signal);
            }
        }
    }

    [LoggerMessage(EdgeEvents.OtlpFailing, LogLevel.Warning, "The collector takes no {Signal} ({Answer}): what the buffer cannot hold is lost. Serving goes on.")]
    private partial void LogFailing(string signal, string answer);

    [LoggerMessage(EdgeEvents.OtlpBack, LogLevel.Information, "The collector takes {Signal} again.")]
    private partial void LogBack(string signal);
}
