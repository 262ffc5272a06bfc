namespace Edge.Gateway.Events;

/// <summary>Where and how long events are kept.</summary>
/// <param name="Path">The database file.</param>
/// <param name="Node">Id of this node, in every event.</param>
/// <param name="MaxCount">Most events; the oldest go first.</param>
/// <param name="Retention">Longest time an event is kept.</param>
internal sealed record EventLogSettings(string Path, string Node, int MaxCount, TimeSpan Retention);
