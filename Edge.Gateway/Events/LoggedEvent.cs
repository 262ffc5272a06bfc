namespace Edge.Gateway.Events;

/// <summary>An event with its identity.</summary>
internal sealed record LoggedEvent(Guid Id, DateTimeOffset Published, EdgeEvent Event);
