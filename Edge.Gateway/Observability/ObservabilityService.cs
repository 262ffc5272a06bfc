namespace Edge.Gateway.Observability;

/// <summary>
/// Starts metrics and access log before anything else of the host, and stops the log after everything else, so that the last
/// request is logged.
/// </summary>
internal sealed class ObservabilityService(PrometheusExporter exporter, AccessLog accessLog, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        exporter.Start();
        accessLog.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // A deadline of its own: draining requests may have used up the host's, and their lines are those to keep.
        using CancellationTokenSource deadline = new(AccessLogLimits.FlushTimeout, time);
        await accessLog.StopAsync(deadline.Token);
    }
}
