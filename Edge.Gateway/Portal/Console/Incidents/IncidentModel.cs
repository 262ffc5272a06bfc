using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary>The answer of <c>GET /api/v1/incidents</c>.</summary>
public sealed record IncidentsModel(IReadOnlyList<IncidentModel> Incidents, IReadOnlyList<ComponentModel> Components);

/// <summary>Something that an incident may concern.</summary>
public sealed record ComponentModel(string Id, string Name);

/// <summary>An incident of it; its updates, the oldest first.</summary>
public sealed record IncidentModel(
    string Id, string Title, string Impact, string Status, IReadOnlyList<string> Components, DateTimeOffset Started, DateTimeOffset? Resolved, string? RootCause, bool Automatic, IReadOnlyList<IncidentUpdateModel> Updates)
{
    public bool IsOpen => Resolved is null;

    public StateKind Kind => Status switch
    {
        "resolved" => StateKind.Ok,
        "monitoring" => StateKind.Warning,
        _ => StateKind.Bad,
    };
}

/// <summary>Something that was said of an incident.</summary>
public sealed record IncidentUpdateModel(string Id, string Status, string Message, DateTimeOffset Time);
