namespace Edge.Gateway.Events;

/// <summary>An answer to an <see cref="EventQuery"/>.</summary>
/// <param name="Events">In the order that was asked for.</param>
/// <param name="Next">Where to go on; null when a bounded query has no more.</param>
/// <param name="Unreadable">Rows that are no events and were left out: the file is damaged.</param>
internal sealed record EventPage(IReadOnlyList<LoggedEvent> Events, EventCursor? Next, int Unreadable = 0);
