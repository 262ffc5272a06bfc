using System.Diagnostics.Metrics;

namespace Edge.Gateway.Config;

/// <summary>Counts reloads by outcome.</summary>
internal sealed class ConfigMetrics
{
    private long _succeeded;
    private long _failed;

    public ConfigMetrics(IMeterFactory meters, SnapshotStore store)
    {
        Meter meter = meters.Create("Edge.Gateway");
        meter.CreateObservableCounter("edge.config.reloads", Observe, "{reload}", "Configuration reloads by outcome."); // Observed, so that both outcomes show from the first scrape on.
        meter.CreateObservableGauge("edge.config.version", () => store.CurrentOrNull?.Version ?? 0, "{version}", "Version of the configuration in force, counted from this process's start.");
    }

    public void Reloaded() => Interlocked.Increment(ref _succeeded);

    public void ReloadFailed() => Interlocked.Increment(ref _failed);

    private Measurement<long>[] Observe() =>
    [
        new(Volatile.Read(ref _succeeded), new KeyValuePair<string, object?>("outcome", "success")),
        new(Volatile.Read(ref _failed), new KeyValuePair<string, object?>("outcome", "failure")),
    ];
}
