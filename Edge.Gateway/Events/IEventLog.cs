namespace Edge.Gateway.Events;

/// <summary>Where features write events.</summary>
internal interface IEventLog
{
    /// <summary>Writes an event. Never blocks and never throws; when too many wait to be stored it is dropped and counted.</summary>
    void Write(EdgeEvent edgeEvent);

    /// <summary>Writes an event that must not be lost: it is on disk when this returns. A log that keeps nothing has no more to do than to take it.</summary>
    /// <exception cref="IOException">It could not be stored; it is tried again in the background.</exception>
    Task WriteDurableAsync(EdgeEvent edgeEvent, CancellationToken cancellationToken)
    {
        Write(edgeEvent);
        return Task.CompletedTask;
    }

    /// <summary>Writes many events that must not be lost: they are on disk when this returns. It waits for room rather than drop one.</summary>
    /// <exception cref="IOException">Not all could be stored; who has them must write them again.</exception>
    async Task WriteDurableAsync(IReadOnlyList<EdgeEvent> edgeEvents, CancellationToken cancellationToken)
    {
        foreach (EdgeEvent edgeEvent in edgeEvents)
        {
            await WriteDurableAsync(edgeEvent, cancellationToken);
        }
    }

    /// <summary>Waits until all that was written before is on disk: what an admin call caused, before it answers.</summary>
    /// <exception cref="IOException">It could not be stored; it is tried again in the background.</exception>
    Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
