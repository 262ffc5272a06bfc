using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>An incident of the status page.</summary>
public sealed record IncidentView(
    string Id, string Title, StateKind State, string Status, string Impact, string Components, string Started, string? Resolved, string? Duration, string? RootCause, IReadOnlyList<IncidentUpdateView> Updates);
