using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Statuspage's words for what the board says.</summary>
internal static class StatusWords
{
    /// <summary><c>operational</c>, <c>partial_outage</c>, <c>major_outage</c>, and <c>unknown</c>, which Statuspage has not: what is not measured is not called operational.</summary>
    public static string OfComponent(StatusBoard board, ComponentStatus status) => status.State switch
    {
        MinuteState.Up => "operational",
        MinuteState.Unknown => "unknown",
        _ when status.Component.Group == StatusGroup.Feature && board.Components.Any(static other => other.Component.Group == StatusGroup.Infrastructure && other.State == MinuteState.Up) => "partial_outage",
        _ => "major_outage",
    };

    /// <summary>The service as a whole: Statuspage's indicator, and a sentence.</summary>
    public static (string Indicator, string Description) OfBoard(StatusBoard board)
    {
        ComponentStatus[] down = [.. board.Components.Where(static status => status.State == MinuteState.Down)];
        if (down.Any(static status => status.Component.Group == StatusGroup.Global) || (down.Length > 0 && down.Length == board.Components.Count))
        {
            return ("critical", "Major Service Outage");
        }

        if (down.Length > 0)
        {
            return ("major", "Partial System Outage");
        }

        IncidentImpact impact = board.Incidents.Where(static incident => incident.IsOpen && incident.Status != IncidentStatus.Monitoring).Select(static incident => incident.Impact).DefaultIfEmpty(IncidentImpact.None).Max();
        if (impact != IncidentImpact.None)
        {
            return (impact.ToString().ToLowerInvariant(), "Incident Under Way");
        }

        return board.Components.All(static status => status.State == MinuteState.Up) && board.Components.Count > 0
            ? ("none", "All Systems Operational")
            : ("minor", "Some Systems Are Not Measured");
    }

    public static string OfIncident(IncidentStatus status) => status.ToString().ToLowerInvariant();
}
