namespace Edge.Gateway.Admin;

/// <summary>Adds an update to an incident.</summary>
internal sealed record IncidentUpdateBody(string? Status, string? Message, string? RootCause, IReadOnlyList<string>? Components);
