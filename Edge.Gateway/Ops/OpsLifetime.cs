using Edge.Gateway.Config;
using Edge.Gateway.Listeners;
using Microsoft.Extensions.Options;

namespace Edge.Gateway.Ops;

/// <summary>Tells readiness at the start and the end, and gives requests in flight their deadline.</summary>
internal sealed partial class OpsLifetime(ReadinessState readiness, SnapshotStore snapshots, IOptions<HostOptions> host, ILogger<OpsLifetime> logger) : IHostedLifecycleService
{
    /// <summary>Time beyond the deadline for closing what is left.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        ShutdownSettings shutdown = snapshots.Current.Get<ListenSettings>().Shutdown;
        host.Value.ShutdownTimeout = shutdown.Delay + shutdown.Deadline + Margin; // The host reads it when it stops.
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        readiness.Listening();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Stopping();
        ShutdownSettings shutdown = snapshots.Current.Get<ListenSettings>().Shutdown;
        LogStopping(shutdown.Deadline.TotalSeconds);
        await Task.Delay(shutdown.Delay, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogStopped();
        return Task.CompletedTask;
    }

    [LoggerMessage(EdgeEvents.Stopping, LogLevel.Information, "Stopping: not ready; requests in flight have {Seconds} s.")]
    private partial void LogStopping(double seconds);

    [LoggerMessage(EdgeEvents.Stopped, LogLevel.Information, "Stopped.")]
    private partial void LogStopped();
}
