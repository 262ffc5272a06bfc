using System.Diagnostics.Metrics;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Observability;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Placement;

/// <summary>How full each cell is, and whether it is read-only.</summary>
internal sealed class PlacementMetrics
{
    private readonly SnapshotStore _snapshots;
    private readonly CellDirector _director;
    private readonly ICellCapacity _capacity;

    public PlacementMetrics(IMeterFactory meters, SnapshotStore snapshots, CellDirector director, ICellCapacity capacity)
    {
        (_snapshots, _director, _capacity) = (snapshots, director, capacity);
        Meter meter = EdgeMeter.Create(meters);
        meter.CreateObservableGauge("edge.cell.placed", () => Observe(static (load, _) => load), "{request}/s", "Requests per second that the tenants now assigned to each cell are expected to send.");
        meter.CreateObservableGauge("edge.cell.capacity", () => Observe((_, cell) => _capacity.RequestsPerSecond(cell.Id)), "{request}/s", "Requests per second that each cell can bear now: its size, less what lost destinations and slowness take away.");
        meter.CreateObservableGauge("edge.cell.utilization", () => Observe(static (load, cell) => load / cell.RequestsPerSecond), "1", "Placed load of each cell as a part of its size.");
        meter.CreateObservableGauge("edge.cell.read_only", () => Observe((_, cell) => _director.IsReadOnly(cell.Id) ? 1 : 0), "1", "1 while a cell is read-only for all its tenants.");
    }

    private IEnumerable<Measurement<double>> Observe(Func<double, Cell, double> value)
    {
        if (_snapshots.CurrentOrNull is not { } snapshot)
        {
            yield break;
        }

        Dictionary<string, double> loads = CellLoads.Of(snapshot.Get<CellTable>(), snapshot.Get<TenantDirectory>(), _director);
        foreach (Cell cell in snapshot.Get<CellTable>().Cells)
        {
            yield return new Measurement<double>(value(loads[cell.Id], cell), new KeyValuePair<string, object?>("cell", cell.Id));
        }
    }
}
