using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary>Tells the public how an incident goes on.</summary>
internal sealed class IncidentUpdateAction : IConsoleAction
{
    private static readonly string[] Statuses = ["investigating", "identified", "monitoring"];

    public string Name => "incident-update";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        IncidentsModel? known = await visit.TryGetAsync<IncidentsModel>(AdminPermissions.IncidentsRead, "/api/v1/incidents", AdminResource.Everything);
        return known?.Incidents.FirstOrDefault(incident => incident.Id == fields["id"]) is not { } incident ? null : new ActionQuestion(
            $"Update: {incident.Title}", "Publish", AdminPermissions.IncidentsManage, AdminResource.Everything, IncidentsPage.PathOf(incident.Id))
        {
            Consequence = [IncidentInputs.IsPublic],
            Kept = fields.Keep("id"),
            Inputs = [
                new ActionInput("status", "Status from now on", "select") { Options = Statuses, Value = incident.Status },
                IncidentInputs.Message,
                IncidentInputs.Components(known.Components) with { Label = "Concerns also" }],
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post(
        $"/api/v1/incidents/{fields.Part("id")}/updates", new { status = fields.Text("status"), message = fields["message"], components = fields.List("components") });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, "The update is published") : ActionWord.Refused(answer);
}
