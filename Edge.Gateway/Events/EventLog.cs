namespace Edge.Gateway.Events;

/// <summary>Keeps the newest events in memory and writes each to the log.</summary>
internal sealed partial class EventLog(TimeProvider time, ILogger<EventLog> logger) : IEventLog
{
    /// <summary>Most events kept in memory, about 4 MB; the oldest go first.</summary>
    public const int MaxKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedEvent> _events = new();

    public void Write(EdgeEvent edgeEvent)
    {
        DateTimeOffset now = time.GetUtcNow();
        var logged = new LoggedEvent(Guid.CreateVersion7(now), now, edgeEvent);
        lock (_lock)
        {
            if (_events.Count == MaxKept)
            {
                _events.Dequeue();
            }

            _events.Enqueue(logged);
        }

        LogEvent(edgeEvent.EventType, edgeEvent.Outcome, edgeEvent.Actor, edgeEvent.Target, edgeEvent.Reason);
    }

    /// <summary>The events since an instant that a filter lets through, all without one; oldest first.</summary>
    public IReadOnlyList<LoggedEvent> Since(DateTimeOffset since, int limit, Func<EdgeEvent, bool>? filter = null)
    {
        lock (_lock)
        {
            return [.. _events.Where(logged => logged.Published >= since && (filter is null || filter(logged.Event))).Take(limit)];
        }
    }

    [LoggerMessage(EdgeEvents.EventWritten, LogLevel.Information, "{EventType} {Outcome} by {Actor} on {Target}: {Reason}")]
    private partial void LogEvent(string eventType, EventOutcome outcome, string actor, string target, string? reason);
}
