using Edge.Gateway.Cells;
using Edge.Gateway.Config;

namespace Edge.Gateway.Demo;

/// <summary>Plays the cells of <c>cells.json</c> while <c>demo</c> is set.</summary>
internal sealed class DemoService(SnapshotStore snapshots) : IAsyncDisposable
{
    /// <summary>The running cells; null when the demo is off.</summary>
    public DemoCells? Cells { get; private set; }

    /// <summary>Starts the cells, if the configuration wants them. Call it before YARP is built, which probes them at once.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (snapshot.Get<DemoSettings>().IsEnabled)
        {
            Cells = await DemoCells.StartAsync(
                snapshot.Get<CellTable>().Cells.SelectMany(static cell => cell.Destinations.Select(destination =>
                    new DemoDestinationOptions(cell.Id, destination.Id, destination.Zone, destination.Pool, destination.Address))),
                cancellationToken);
        }
    }

    /// <summary>The host disposes the cells after it has stopped, so that the gateway's last requests are still answered.</summary>
    public ValueTask DisposeAsync() => Cells?.DisposeAsync() ?? ValueTask.CompletedTask;
}
