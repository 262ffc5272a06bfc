using System.Text.Json;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Ledger;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>The board in the shapes of Statuspage's public API, version 2, so that what reads those reads this. <c>uptime</c> is our own.</summary>
internal static class StatusJson
{
    public static byte[] Summary(StatusBoard board) => Bytes(new
    {
        page = Page(board),
        components = Components(board),
        incidents = board.Incidents.Where(static incident => incident.IsOpen).Select(incident => Describe(board, incident)),
        scheduled_maintenances = Array.Empty<object>(), // Planned work is downtime like any other: there is no other kind.
        status = Status(board),
    });

    public static byte[] Overall(StatusBoard board) => Bytes(new { page = Page(board), status = Status(board) });

    public static byte[] OfComponents(StatusBoard board) => Bytes(new { page = Page(board), components = Components(board) });

    public static byte[] Incidents(StatusBoard board) => Bytes(new { page = Page(board), incidents = board.Incidents.Select(incident => Describe(board, incident)) });

    private static byte[] Bytes(object document) => JsonSerializer.SerializeToUtf8Bytes(document);

    private static object Page(StatusBoard board) => new { id = "status", name = board.Name, url = board.Url?.AbsoluteUri.TrimEnd('/') ?? "/", time_zone = "Etc/UTC", updated_at = UpdatedAt(board) };

    private static DateTimeOffset UpdatedAt(StatusBoard board) =>
        board.Components.Select(static status => status.Since).Concat(board.Incidents.Select(static incident => incident.Updated)).Append(board.Until).Max();

    private static object Status(StatusBoard board)
    {
        (string indicator, string description) = StatusWords.OfBoard(board);
        return new { indicator, description };
    }

    private static IEnumerable<object> Components(StatusBoard board) => board.Components.Select((status, index) => new
    {
        id = status.Component.Id,
        name = status.Component.Name,
        status = StatusWords.OfComponent(board, status),
        created_at = board.Begin,
        updated_at = status.Since,
        position = index + 1,
        description = status.Component.Group.ToString(),
        showcase = true,
        start_date = board.Begin?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        group_id = (string?)null,
        page_id = "status",
        group = false,
        only_show_if_degraded = false,
        uptime = new { last_90_days = Minutes(status.Recent), years = status.Years.Select(static year => new { year = year.Year, minutes = Minutes(year.Uptime) }), last_down = status.LastDown },
    });

    private static object Minutes(Uptime uptime) => new { up = uptime.Up, down = uptime.Down, unknown = uptime.Unknown, percent = uptime.Percent };

    private static object Describe(StatusBoard board, Incident incident) => new
    {
        id = incident.Id,
        name = incident.Title,
        status = StatusWords.OfIncident(incident.Status),
        created_at = incident.Started,
        updated_at = incident.Updated,
        monitoring_at = incident.Updates.FirstOrDefault(static update => update.Status == IncidentStatus.Monitoring)?.Time,
        resolved_at = incident.Resolved,
        impact = incident.Impact.ToString().ToLowerInvariant(),
        shortlink = Link(board, incident),
        started_at = incident.Started,
        page_id = "status",
        postmortem_body = incident.RootCause,
        incident_updates = incident.Updates.Reverse().Select(update => new
        {
            id = $"{incident.Id}-{update.Id}",
            status = StatusWords.OfIncident(update.Status),
            body = update.Message,
            incident_id = incident.Id,
            created_at = update.Time,
            updated_at = update.Time,
            display_at = update.Time,
        }),
        components = incident.Components.Select(id => new { id, name = board.Components.FirstOrDefault(status => status.Component.Id == id)?.Component.Name ?? id }),
    };

    public static string Link(StatusBoard board, Incident incident) => board.Url is { } url ? new Uri(url, $"/incidents/{incident.Id}").AbsoluteUri : $"/incidents/{incident.Id}";
}
