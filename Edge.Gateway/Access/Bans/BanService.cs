using Edge.Gateway.Config;
using Edge.Gateway.State;

namespace Edge.Gateway.Access.Bans;

/// <summary>Brings back the bans of the last run before the first request; then, once a second, ends bans and saves changes.</summary>
internal sealed class BanService(BanTable bans, BanFile file, SnapshotStore snapshots, TimeProvider time) : BackgroundService, ISnapshotObserver
{
    /// <summary>Time between two steps, and so the most that a crash forgets.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            _swept = time.GetUtcNow();
            file.Load(next.Get<StateSettings>().Folder);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        DateTimeOffset now = time.GetUtcNow();
        bans.Sweep(_swept);
        _swept = now;
        file.SaveChanges(snapshots.Current.Get<StateSettings>().Folder);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Step();
            }
        }
        catch (OperationCanceledException)
        {
            Step(); // The last changes.
        }
    }
}
