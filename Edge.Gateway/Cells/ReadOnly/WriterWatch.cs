using System.Collections.Frozen;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.Events;

namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>Makes a cell read-only by itself while it has replicas but no primary: it comes soon and goes late, so that it does not flap.</summary>
/// <remarks>Each node judges by its own probes, so it works whatever else is lost.</remarks>
internal sealed class WriterWatch(SnapshotStore snapshots, CellDirector director, IEventLog events, TimeProvider time)
{
    /// <summary>How long no primary must take requests.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long one must take them again.</summary>
    public static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(10);

    // Since when a cell is otherwise than it is treated.
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>One look at all cells.</summary>
    public void StepOnce()
    {
        HashSet<string> without = [.. director.WithoutWriters];
        int before = without.Count;
        bool isChanged = false;
        foreach (Cell cell in snapshots.Current.Get<CellTable>().Cells.Where(static cell => cell.HasReplicas))
        {
            bool isTreated = without.Contains(cell.Id);
            bool isLost = !CellAvailability.IsWritable(cell);
            if (isTreated == isLost)
            {
                _since.Remove(cell.Id);
            }
            else if (IsDue(cell.Id, isLost ? LostAfter : BackAfter))
            {
                isChanged |= isLost ? without.Add(cell.Id) : without.Remove(cell.Id);
                _since.Remove(cell.Id);
                Tell(cell.Id, isLost);
            }
        }

        int gone = before == 0 ? 0 : without.RemoveWhere(id => !snapshots.Current.Get<CellTable>().TryGet(id, out Cell? cell) || !cell.HasReplicas);
        if (isChanged || gone > 0)
        {
            director.WithoutWriters = without.ToFrozenSet(StringComparer.Ordinal);
        }
    }

    private bool IsDue(string cell, TimeSpan after)
    {
        if (!_since.TryGetValue(cell, out long since))
        {
            _since.Add(cell, since = time.GetTimestamp());
        }

        return time.GetElapsedTime(since) >= after;
    }

    private void Tell(string cell, bool isLost) => events.Write(new EdgeEvent(
        isLost ? "system.cell.read_only" : "system.cell.read_write",
        isLost ? EventSeverity.Error : EventSeverity.Info,
        "health",
        cell,
        EventOutcome.Success,
        isLost ? "No primary takes requests." : "A primary takes requests again."));
}
