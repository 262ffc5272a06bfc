using System.Text.Json.Serialization;

namespace Edge.Gateway.Status.Incidents;

/// <summary>An incident as the public sees it. Immutable; the newest update stands last.</summary>
internal sealed record Incident(
    string Id,
    string Title,
    IncidentImpact Impact,
    IReadOnlyList<string> Components,
    DateTimeOffset Started,
    DateTimeOffset? Resolved,
    string? RootCause,
    bool IsAutomatic,
    IReadOnlyList<IncidentUpdate> Updates)
{
    /// <summary>Most updates.</summary>
    public const int MaxUpdates = 100;

    /// <summary>Longest title, in chars.</summary>
    public const int MaxTitleLength = 120;

    /// <summary>Longest message and root cause, in chars.</summary>
    public const int MaxMessageLength = 2000;

    /// <summary>Shortest root cause, in chars: "n/a" is none.</summary>
    public const int MinRootCauseLength = 20;

    [JsonIgnore]
    public IncidentStatus Status => Updates[^1].Status;

    [JsonIgnore]
    public bool IsOpen => Status != IncidentStatus.Resolved;

    [JsonIgnore]
    public DateTimeOffset Updated => Updates[^1].Time;
}
