namespace Edge.Gateway.Events;

/// <summary>What waits for the task that stores events.</summary>
/// <param name="Id">The event's.</param>
/// <param name="Published">When it was written.</param>
/// <param name="Event">Null: only somebody who waits until all before is stored.</param>
/// <param name="Stored">Who waits until it is stored.</param>
internal readonly record struct EventQueueItem(Guid Id, DateTimeOffset Published, EdgeEvent? Event, TaskCompletionSource? Stored);
