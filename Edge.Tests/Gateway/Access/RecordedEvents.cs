using Edge.Gateway.Events;

namespace Edge.Tests.Gateway.Access;

/// <summary>An event log that a test reads.</summary>
internal sealed class RecordedEvents : IEventLog
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void Write(EdgeEvent edgeEvent)
    {
        lock (_lines)
        {
            _lines.Add($"{edgeEvent.EventType} {edgeEvent.Target} by {edgeEvent.Actor}: {edgeEvent.Reason}");
        }
    }
}
