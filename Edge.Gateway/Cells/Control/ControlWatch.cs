using Edge.Gateway.Cells.Placement;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Cells.Tunnels;
using Edge.Gateway.Config;

namespace Edge.Gateway.Cells.Control;

/// <summary>Looks after the cells four times a second: their writers and their tunnels.</summary>
/// <param name="snapshots">Waited for.</param>
/// <param name="writers">Made read-only when lost.</param>
/// <param name="tunnels">Ended when drained.</param>
/// <param name="metrics">Observes from the start.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For what must not happen.</param>
internal sealed partial class ControlWatch(
    SnapshotStore snapshots, WriterWatch writers, TunnelWatch tunnels, PlacementMetrics metrics, TimeProvider time, ILogger<ControlWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        GC.KeepAlive(metrics);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (snapshots.CurrentOrNull is null)
            {
                continue;
            }

            try
            {
                writers.StepOnce();
                tunnels.StepOnce();
            }
            catch (Exception exception)
            {
                LogFailed(exception); // A bug; the node serves on.
            }
        }
    }

    [LoggerMessage(EdgeEvents.ControlWatchFailed, LogLevel.Error, "A look at the cells failed.")]
    private partial void LogFailed(Exception exception);
}
