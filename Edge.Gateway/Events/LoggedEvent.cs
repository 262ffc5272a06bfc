namespace Edge.Gateway.Events;

/// <summary>An event with its identity.</summary>
/// <param name="Id">Unique; the same for reports of the same happening.</param>
/// <param name="Published">When it was written, to the millisecond once it is stored.</param>
/// <param name="Event">What happened.</param>
/// <param name="Node">Where.</param>
internal sealed record LoggedEvent(Guid Id, DateTimeOffset Published, EdgeEvent Event, string Node);
