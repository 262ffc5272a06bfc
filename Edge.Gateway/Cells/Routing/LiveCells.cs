using System.Collections.Concurrent;
using Edge.Gateway.Config;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Routing;

/// <summary>All live cells. Ties each new snapshot's cells to them, and passes operators' decisions on.</summary>
internal sealed class LiveCells : ISnapshotObserver, IDisposable
{
    private readonly ConcurrentDictionary<string, LiveCell> _cells = new(StringComparer.Ordinal);
    private readonly CellWatch _watch;
    private readonly IDecisionStore _decisions;
    private readonly IDisposable _subscription;
    private volatile LiveCell[] _all = [];

    public LiveCells(CellWatch watch, IDecisionStore decisions)
    {
        (_watch, _decisions) = (watch, decisions);
        _subscription = decisions.OnChange(Decided);
    }

    /// <summary>The cells of the newest snapshot.</summary>
    public IReadOnlyList<LiveCell> All => _all;

    public ValueTask PrepareAsync(EdgeSnapshot? current, EdgeSnapshot next, CancellationToken cancellationToken)
    {
        CellTable table = next.Get<CellTable>();
        foreach (Cell cell in table.Cells)
        {
            LiveCell live = _cells.GetOrAdd(cell.Id, static (_, made) => new LiveCell(made.cell, made._watch), (cell, _watch));
            cell.Attach(live);
            live.Apply(cell, table.NodeZone, _decisions.Current);
        }

        _all = [.. table.Cells.Select(static cell => cell.Live)];
        foreach (string gone in _cells.Keys.Where(id => !table.TryGet(id, out _)))
        {
            _cells.TryRemove(gone, out _); // Requests of the older snapshot keep theirs to their end.
        }

        return default;
    }

    public void Dispose() => _subscription.Dispose();

    private void Decided(DecisionSet before, DecisionSet now)
    {
        foreach (LiveCell cell in _all)
        {
            cell.Decide(now); // Decisions are rare, and a table is made in microseconds: no need to ask whom they concern.
        }
    }
}
