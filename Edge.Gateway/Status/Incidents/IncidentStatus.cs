namespace Edge.Gateway.Status.Incidents;

/// <summary>Where work on an incident stands; Statuspage's words.</summary>
internal enum IncidentStatus
{
    Investigating,
    Identified,
    Monitoring,

    /// <summary>Over, and its root cause is known. Only people say so.</summary>
    Resolved,
}
