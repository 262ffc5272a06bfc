using System.Diagnostics.Metrics;
using Edge.Gateway.Config;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells;

/// <summary>Destinations by health, and retries; cells are a closed set.</summary>
internal sealed class CellMetrics
{
    private readonly Counter<long> _retries;
    private readonly Counter<long> _writeRejections;
    private readonly SnapshotStore _snapshots;
    private readonly Lazy<IProxyStateLookup> _proxy;

    public CellMetrics(IMeterFactory meters, SnapshotStore snapshots, Lazy<IProxyStateLookup> proxy)
    {
        (_snapshots, _proxy) = (snapshots, proxy);
        Meter meter = meters.Create("Edge.Gateway");
        _retries = meter.CreateCounter<long>("edge.cell.retries", "{retry}", "Requests sent to another destination because a connection failed, by cell.");
        _writeRejections = meter.CreateCounter<long>("edge.cell.write_rejections", "{request}", "Writes answered with 503 because their cell or tenant is read-only, by cell.");
        meter.CreateObservableGauge("edge.cell.destinations", Observe, "{destination}", "Destinations of each cell by whether they take requests.");
    }

    public void Retried(string cell) => _retries.Add(1, new KeyValuePair<string, object?>("cell", cell));

    public void WriteRejected(string cell) => _writeRejections.Add(1, new KeyValuePair<string, object?>("cell", cell));

    private IEnumerable<Measurement<int>> Observe()
    {
        foreach (Cell cell in _snapshots.CurrentOrNull?.Get<CellTable>().Cells ?? [])
        {
            ClusterDestinationsState? state = cell.FindCluster(_proxy.Value)?.DestinationsState;
            int available = state?.AvailableDestinations.Count ?? 0;
            yield return Measure(available, cell, "available");
            yield return Measure((state?.AllDestinations.Count ?? 0) - available, cell, "unavailable");
        }
    }

    private static Measurement<int> Measure(int count, Cell cell, string state) =>
        new(count, new KeyValuePair<string, object?>("cell", cell.Id), new KeyValuePair<string, object?>("state", state));
}
