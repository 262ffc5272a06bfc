using Edge.Gateway.Cells.Health;
using Edge.Gateway.Events;

namespace Edge.Gateway.Cells;

/// <summary>What a live cell tells others, and the clock it goes by.</summary>
internal sealed class CellWatch(TimeProvider time, IEventLog events, DestinationHealthLog log, CellMetrics metrics)
{
    public TimeProvider Time => time;

    public IEventLog Events => events;

    public DestinationHealthLog Log => log;

    public void Ejected(string cell, EjectionReason reason) => metrics.Ejected(cell, reason);
}
