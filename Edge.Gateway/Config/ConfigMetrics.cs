using System.Diagnostics.Metrics;

namespace Edge.Gateway.Config;

/// <summary>Counts reloads by outcome.</summary>
internal sealed class ConfigMetrics
{
    private static readonly KeyValuePair<string, object?> Success = new("outcome", "success");
    private static readonly KeyValuePair<string, object?> Failure = new("outcome", "failure");

    private readonly Counter<long> _reloads;

    public ConfigMetrics(IMeterFactory meters, SnapshotStore store)
    {
        Meter meter = meters.Create("Edge.Gateway");
        _reloads = meter.CreateCounter<long>("edge.config.reloads", "{reload}", "Configuration reloads by outcome.");
        _reloads.Add(0, Success);
        _reloads.Add(0, Failure);
        meter.CreateObservableGauge("edge.config.version", () => store.CurrentOrNull?.Version ?? 0, "{version}", "Version of the configuration in force, counted from this process's start.");
    }

    public void Reloaded() => _reloads.Add(1, Success);

    public void ReloadFailed() => _reloads.Add(1, Failure);
}
