namespace Edge.Gateway.Observability;

/// <summary>
/// Starts metrics and access log before anything else of the host, and stops the log after everything else, so that the last
/// request is logged.
/// </summary>
internal sealed class ObservabilityService(PrometheusExporter exporter, AccessLog accessLog) : IHostedLifecycleService
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

    public Task StoppedAsync(CancellationToken cancellationToken) => accessLog.StopAsync(cancellationToken);
}
