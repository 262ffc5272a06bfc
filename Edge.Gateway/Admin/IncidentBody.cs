namespace Edge.Gateway.Admin;

/// <summary>Opens an incident.</summary>
internal sealed record IncidentBody(string? Title, string? Impact, string? Status, string? Message, IReadOnlyList<string>? Components);
