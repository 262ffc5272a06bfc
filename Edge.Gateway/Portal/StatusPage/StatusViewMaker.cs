using System.Globalization;
using Edge.Gateway.Portal.Design;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Puts the board into words.</summary>
internal static class StatusViewMaker
{
    public static StatusView Make(StatusBoard board, string stylesheet)
    {
        int[] years = [.. board.Components.SelectMany(static status => status.Years).Select(static year => year.Year).Distinct().OrderDescending()];
        (StateKind kind, string headline, string sentence) = Headline(board);
        return new StatusView(
            board.Name,
            kind,
            headline,
            sentence,
            stylesheet,
            Time(board.Until),
            board.Begin is { } begin ? Time(begin) : null,
            [.. Groups(board, years)],
            years,
            [.. board.Incidents.Where(static incident => incident.IsOpen).Select(incident => Make(board, incident))],
            [.. board.Incidents.Where(static incident => !incident.IsOpen).Select(incident => Make(board, incident))]);
    }

    public static IncidentView Make(StatusBoard board, Incident incident) => new(
        incident.Id,
        incident.Title,
        incident.Status switch
        {
            IncidentStatus.Resolved => StateKind.Ok,
            IncidentStatus.Monitoring => StateKind.Warning,
            _ => StateKind.Bad,
        },
        incident.Status.ToString(),
        incident.Impact.ToString(),
        string.Join(", ", incident.Components.Select(id => board.Components.FirstOrDefault(status => status.Component.Id == id)?.Component.Name ?? id)),
        Time(incident.Started),
        incident.Resolved is { } resolved ? Time(resolved) : null,
        incident.Resolved is { } end ? Duration(end - incident.Started) : null,
        incident.RootCause,
        [.. incident.Updates.Reverse().Select(static update => new IncidentUpdateView(update.Status.ToString(), update.Message, Time(update.Time)))]);

    /// <summary>Cut off, never rounded: 99.9999 % is not 100 %.</summary>
    public static string Percent(Uptime uptime) =>
        uptime.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percent * 1000) / 1000:0.000} %") : "—";

    private static (StateKind, string, string) Headline(StatusBoard board)
    {
        (string indicator, _) = StatusWords.OfBoard(board);
        string[] down = Names(board, MinuteState.Down);
        string[] unknown = Names(board, MinuteState.Unknown);
        if (down.Length > 0)
        {
            return (StateKind.Bad, indicator == "critical" ? "Major outage" : "Partial outage", $"Not working now: {string.Join(", ", down)}.");
        }

        if (board.Components.Count == 0 || unknown.Length == board.Components.Count)
        {
            return (StateKind.Unknown, "Nothing is measured at the moment", "We cannot say whether the service works, so we do not say that it does.");
        }

        if (indicator is not ("none" or "minor") || board.Incidents.Any(static incident => incident is { IsOpen: true, Status: not IncidentStatus.Monitoring }))
        {
            return (StateKind.Warning, "An incident is under way", "Every part that is measured works, and an incident is not over.");
        }

        return unknown.Length > 0
            ? (StateKind.Unknown, "What is measured works", $"Not measured at the moment: {string.Join(", ", unknown)}.")
            : (StateKind.Ok, "All systems work", "Every part of the service was seen working within the last seconds.");
    }

    private static string[] Names(StatusBoard board, MinuteState state) => [.. board.Components.Where(status => status.State == state).Select(static status => status.Component.Name)];

    private static IEnumerable<StatusGroupView> Groups(StatusBoard board, int[] years)
    {
        foreach ((StatusGroup group, string title, string about) in new[]
        {
            (StatusGroup.Global, "Global", "Down as soon as sign-in fails for the customers of any region."),
            (StatusGroup.Infrastructure, "Infrastructure", "What the customers of a region see: monitors that act like them, and their own requests."),
            (StatusGroup.Feature, "Features", "One thing that customers do, in any region."),
        })
        {
            ComponentView[] components = [.. board.Components.Where(status => status.Component.Group == group).Select(status => Make(status, years))];
            if (components.Length > 0)
            {
                yield return new StatusGroupView(group.ToString().ToLowerInvariant(), title, about, components);
            }
        }
    }

    private static ComponentView Make(ComponentStatus status, int[] years) => new(
        status.Component.Id,
        status.Component.Name,
        status.State switch
        {
            MinuteState.Up => StateKind.Ok,
            MinuteState.Down => StateKind.Bad,
            _ => StateKind.Unknown,
        },
        status.State switch
        {
            MinuteState.Up => "Up",
            MinuteState.Down => "Down",
            _ => "Unknown",
        },
        [.. status.Days.Select(static day => new DayBar(day.Date, (int)day.Uptime.Up, (int)day.Uptime.Down, (int)day.Uptime.Unknown))],
        Make(status.Recent),
        [.. years.Select(year => Make(status.Years.FirstOrDefault(entry => entry.Year == year).Uptime))],
        status.State == MinuteState.Down ? Time(status.Since) : status.LastDown is { } down ? Time(down) : "never since we measure");

    private static UptimeView Make(Uptime uptime) => new(Percent(uptime), Number(uptime.Up), Number(uptime.Down), Number(uptime.Unknown));

    private static string Number(long minutes) => minutes.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (int)Math.Ceiling(span.TotalMinutes))} min");
}
