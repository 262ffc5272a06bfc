namespace Edge.Gateway.Status.Incidents;

/// <summary>What became of an order about an incident: the incident as it is now, or why not.</summary>
internal readonly record struct IncidentResult(Incident? Incident, string Refusal)
{
    public static IncidentResult Refused(string why) => new(null, why);
}
