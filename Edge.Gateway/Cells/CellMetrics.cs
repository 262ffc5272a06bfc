using System.Diagnostics.Metrics;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Cells;

/// <summary>Destinations by state, retries, ejections, refusals; cells and reasons are closed sets.</summary>
internal sealed class CellMetrics
{
    private readonly Counter<long> _retries;
    private readonly Counter<long> _writeRejections;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _hedges;
    private readonly SnapshotStore _snapshots;

    public CellMetrics(IMeterFactory meters, SnapshotStore snapshots)
    {
        _snapshots = snapshots;
        Meter meter = EdgeMeter.Create(meters);
        _retries = meter.CreateCounter<long>("edge.cell.retries", "{retry}", "Requests sent to another destination, by cell and reason.");
        _writeRejections = meter.CreateCounter<long>("edge.cell.write_rejections", "{request}", "Writes answered 503 because their cell or tenant is read-only, by cell.");
        _ejections = meter.CreateCounter<long>("edge.cell.ejections", "{ejection}", "Destinations taken out by what requests met, by cell and reason.");
        _rejections = meter.CreateCounter<long>("edge.cell.rejections", "{request}", "Requests answered 503 because the cell had as many as it may, by cell and reason.");
        _hedges = meter.CreateCounter<long>("edge.cell.hedges", "{request}", "Requests sent to a second destination because the first was slow, by cell and which one answered.");
        meter.CreateObservableGauge("edge.cell.destinations", ObserveDestinations, "{destination}", "Destinations of each cell by state.");
        meter.CreateObservableGauge("edge.cell.in_flight", ObserveInFlight, "{request}", "Requests of each cell under way, upgraded connections left out.");
        meter.CreateObservableGauge("edge.cell.panic", ObservePanic, "1", "1 while so few destinations are healthy that all reachable ones are used.");
    }

    public void Retried(string cell, RetryReason reason) => _retries.Add(1, Of(cell), new KeyValuePair<string, object?>("reason", reason switch
    {
        RetryReason.Connect => "connect",
        RetryReason.Broken => "broken",
        RetryReason.Status => "status",
        RetryReason.Timeout => "timeout",
        _ => "lost",
    }));

    public void WriteRejected(string cell) => _writeRejections.Add(1, Of(cell));

    public void Ejected(string cell, EjectionReason reason) => _ejections.Add(1, Of(cell), new KeyValuePair<string, object?>("reason", WordOf(reason)));

    /// <param name="cell">The cell.</param>
    /// <param name="reason"><c>queue_full</c>, <c>queue_timeout</c> or <c>destinations_full</c>.</param>
    public void Rejected(string cell, string reason) => _rejections.Add(1, Of(cell), new KeyValuePair<string, object?>("reason", reason));

    public void Hedged(string cell, bool secondWon) => _hedges.Add(1, Of(cell), new KeyValuePair<string, object?>("winner", secondWon ? "second" : "first"));

    public static string WordOf(EjectionReason reason) => reason switch
    {
        EjectionReason.ConnectFailure => "connect_failure",
        EjectionReason.Silence => "silence",
        EjectionReason.Consecutive5xx => "consecutive_5xx",
        EjectionReason.SuccessRate => "success_rate",
        EjectionReason.Latency => "latency",
        _ => "",
    };

    private IEnumerable<Measurement<int>> ObserveDestinations()
    {
        foreach (Cell cell in Cells)
        {
            RoutingTable table = cell.Live.Table;
            ILookup<DestinationStanding, LiveDestination> standings = table.All.ToLookup(DestinationStandings.Of);
            foreach (DestinationStanding standing in Enum.GetValues<DestinationStanding>())
            {
                yield return new Measurement<int>(standings[standing].Count(), Of(cell.Id), new KeyValuePair<string, object?>("state", DestinationStandings.WordOf(standing)));
            }
        }
    }

    private IEnumerable<Measurement<int>> ObserveInFlight() => Cells.Select(static cell => new Measurement<int>(cell.Live.Admission.Inside, Of(cell.Id)));

    private IEnumerable<Measurement<int>> ObservePanic() => Cells.Select(static cell => new Measurement<int>(cell.Live.Table.IsPanic ? 1 : 0, Of(cell.Id)));

    private IReadOnlyList<Cell> Cells => _snapshots.CurrentOrNull?.Get<CellTable>().Cells ?? [];

    private static KeyValuePair<string, object?> Of(string cell) => new("cell", cell);
}
