using Edge.Gateway.Events;

namespace Edge.Gateway.Cells.Control;

/// <summary>Writes down what operators did, before they are answered.</summary>
internal sealed partial class ControlJournal(IEventLog events, ILogger<ControlJournal> logger)
{
    /// <summary>Writes an event; <see cref="FlushAsync"/> makes sure of it.</summary>
    public void Write(EdgeEvent edgeEvent) => events.Write(edgeEvent);

    /// <summary>Writes events, as many as there are, and waits until they are on disk.</summary>
    public async Task WriteAsync(IReadOnlyList<EdgeEvent> edgeEvents)
    {
        try
        {
            foreach (EdgeEvent[] page in edgeEvents.Chunk(EventLog.MaxBatch))
            {
                await events.WriteDurableAsync(page, CancellationToken.None);
            }
        }
        catch (IOException exception)
        {
            LogNotStored(exception.Message);
        }
    }

    /// <summary>Waits until all that was written is on disk.</summary>
    public async Task FlushAsync()
    {
        try
        {
            await events.FlushAsync(CancellationToken.None);
        }
        catch (IOException exception)
        {
            LogNotStored(exception.Message); // What was decided is in force, and the events are tried again: no reason to call it a failure.
        }
    }

    [LoggerMessage(EdgeEvents.ControlEventNotStored, LogLevel.Error, "Events of an order are not on disk yet: {Reason}")]
    private partial void LogNotStored(string reason);
}
