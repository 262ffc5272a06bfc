namespace Edge.Gateway.Status.Incidents;

/// <summary>How much of the service is concerned; Statuspage's words.</summary>
internal enum IncidentImpact
{
    None,
    Minor,
    Major,
    Critical,
}
