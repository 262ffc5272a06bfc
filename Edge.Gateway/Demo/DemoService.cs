using Edge.Gateway.Cells;
using Edge.Gateway.Config;

namespace Edge.Gateway.Demo;

/// <summary>Plays the cells of <c>cells.json</c> while <c>demo</c> is set.</summary>
internal sealed class DemoService(SnapshotStore snapshots) : IHostedService, IAsyncDisposable
{
    /// <summary>The running cells; null when the demo is off.</summary>
    public DemoCells? Cells { get; private set; }

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

    // The cells go last, when the gateway has finished its requests: see DisposeAsync.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => Cells?.DisposeAsync() ?? ValueTask.CompletedTask;
}
