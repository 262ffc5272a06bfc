using Edge.Gateway.Events;

namespace Edge.Gateway.Cells.Control;

/// <summary>Writes down what operators did, before they are answered.</summary>
internal sealed class ControlJournal(IEventLog events)
{
    public Task WriteAsync(EdgeEvent edgeEvent)
    {
        events.Write(edgeEvent);
        return Task.CompletedTask;
    }
}
