namespace Edge.Gateway.Status.Incidents;

/// <summary>Something that customers were told.</summary>
/// <param name="Id">Unique in its incident.</param>
/// <param name="Status">From then on.</param>
/// <param name="Message">For customers.</param>
/// <param name="Time">When.</param>
internal sealed record IncidentUpdate(string Id, IncidentStatus Status, string Message, DateTimeOffset Time);
