namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Something that was said of an incident.</summary>
public sealed record IncidentUpdateView(string Status, string Message, string Time);
