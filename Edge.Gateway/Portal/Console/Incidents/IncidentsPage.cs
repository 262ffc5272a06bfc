using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary><c>/console/incidents</c> and <c>/console/incidents/ID</c>: what the status page says of trouble.</summary>
internal sealed class IncidentsPage : ListPage
{
    public override string Name => "incidents";

    public override string Text => "Incidents";

    public override string Permission => AdminPermissions.IncidentsRead;

    public override AdminResource? Resource => AdminResource.Everything;

    /// <summary>Path of an incident's page.</summary>
    public static string PathOf(string id) => PathOf("incidents", id);

    protected override async Task<ConsoleView> ListAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/incidents");
        return answer.Read<IncidentsModel>() is { } model
            ? ConsoleView.Of<IncidentsView>(Text, (nameof(IncidentsView.Incidents), model.Incidents), (nameof(IncidentsView.MayManage), MayManage(visit))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }

    protected override Task<ConsoleView> ShowAsync(ConsoleVisit visit, string id, ApiAnswer answer) => Task.FromResult(
        answer.Read<IncidentModel>() is { } incident
            ? ConsoleView.Of<IncidentView>(incident.Title, (nameof(IncidentView.Incident), incident), (nameof(IncidentView.MayManage), MayManage(visit))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer));

    private static bool MayManage(ConsoleVisit visit) => visit.May(AdminPermissions.IncidentsManage, AdminResource.Everything);
}
