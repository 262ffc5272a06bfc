using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary><c>/console/incidents</c> and <c>/console/incidents/ID</c>: what the status page says of trouble.</summary>
internal sealed class IncidentsPage : IConsolePage
{
    public string Name => "incidents";

    public string Text => "Incidents";

    public string Permission => AdminPermissions.IncidentsRead;

    public AdminResource? Resource => AdminResource.Everything;

    public bool HasPagesBelow => true;

    public Task<ConsoleView?> LoadAsync(ConsoleVisit visit) => visit.Rest switch
    {
        [] => ListAsync(visit),
        [var id] => ShowAsync(visit, id),
        _ => Task.FromResult<ConsoleView?>(null),
    };

    /// <summary>Path of an incident's page.</summary>
    public static string PathOf(string id) => $"{ConsoleSite.Base}incidents/{Uri.EscapeDataString(id)}";

    private async Task<ConsoleView?> ListAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/incidents");
        return answer.Read<IncidentsModel>() is { } model
            ? ConsoleView.Of<IncidentsView>(Text, (nameof(IncidentsView.Incidents), model.Incidents), (nameof(IncidentsView.MayManage), MayManage(visit))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    private async Task<ConsoleView?> ShowAsync(ConsoleVisit visit, string id)
    {
        ApiAnswer answer = await visit.GetAsync($"/api/v1/incidents/{Uri.EscapeDataString(id)}");
        if (answer.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }

        ConsoleView view = answer.Read<IncidentModel>() is { } incident
            ? ConsoleView.Of<IncidentView>(incident.Title, (nameof(IncidentView.Incident), incident), (nameof(IncidentView.MayManage), MayManage(visit))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
        return view with { Above = new Design.PageLink(Text, ConsoleSite.Base + Name) };
    }

    private static bool MayManage(ConsoleVisit visit) => visit.May(AdminPermissions.IncidentsManage, AdminResource.Everything);
}
