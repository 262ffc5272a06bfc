namespace Edge.Gateway.Observability.Otlp;

/// <summary>Sees each call of the collector: counts it, and says once when the calls of a signal begin to fail and when they succeed again.</summary>
internal sealed partial class OtlpCallHandler(string signal, OtlpMetrics metrics, ILogger logger) : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null })
{
    private bool _fails;

    // The exporter calls from a thread of its own, one call at a time, and this way where it can.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = base.Send(request, cancellationToken);
            Note(response.IsSuccessStatusCode, (int)response.StatusCode);
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Note(isAccepted: false, status: 0);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Note(response.IsSuccessStatusCode, (int)response.StatusCode);
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Note(isAccepted: false, status: 0);
            throw;
        }
    }

    private void Note(bool isAccepted, int status)
    {
        metrics.Exported(signal, isAccepted);
        if (_fails == isAccepted)
        {
            _fails = !isAccepted;
            if (isAccepted)
            {
                LogBack(signal);
            }
            else
            {
                LogFailing(signal, status);
            }
        }
    }

    [LoggerMessage(EdgeEvents.OtlpFailing, LogLevel.Warning, "The collector takes no {Signal} (status {Status}, 0 for no answer): what the buffer cannot hold is lost. Serving goes on.")]
    private partial void LogFailing(string signal, int status);

    [LoggerMessage(EdgeEvents.OtlpBack, LogLevel.Information, "The collector takes {Signal} again.")]
    private partial void LogBack(string signal);
}
