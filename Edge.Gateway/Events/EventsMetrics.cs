using System.Diagnostics.Metrics;

namespace Edge.Gateway.Events;

/// <summary>Counts events stored and lost.</summary>
internal sealed class EventsMetrics
{
    private long _written;
    private long _dropped;
    private long _unreadable;

    public EventsMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Edge.Gateway");
        meter.CreateObservableCounter("edge.events.written", () => Volatile.Read(ref _written), "{event}", "Events stored in the System Log.");
        meter.CreateObservableCounter("edge.events.dropped", () => Dropped, "{event}", "Events lost because too many waited to be stored."); // Observed, so that it shows before the first is lost.
        meter.CreateObservableCounter("edge.events.unreadable", () => Volatile.Read(ref _unreadable), "{row}", "Rows of the System Log that are no events and were left out of answers, each time.");
    }

    public void FoundUnreadable(int count) => Interlocked.Add(ref _unreadable, count);

    public long Dropped => Volatile.Read(ref _dropped);

    public void Wrote(int count) => Interlocked.Add(ref _written, count);

    public void Drop() => Interlocked.Increment(ref _dropped);
}
