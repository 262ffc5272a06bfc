using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary>Ends an incident, with its root cause.</summary>
internal sealed class IncidentResolveAction : IConsoleAction
{
    public string Name => "incident-resolve";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        IncidentModel? incident = await visit.TryGetAsync<IncidentModel>(AdminPermissions.IncidentsRead, $"/api/v1/incidents/{fields.Part("id")}", AdminResource.Everything);
        return incident is null ? null : new ActionQuestion($"Resolve: {incident.Title}", "Resolve", AdminPermissions.IncidentsManage, AdminResource.Everything, IncidentsPage.PathOf(incident.Id))
        {
            Consequence = [IncidentInputs.IsPublic, "The incident is closed for good. If the trouble comes back, open another one."],
            Kept = fields.Keep("id"),
            Inputs = [IncidentInputs.Message, IncidentInputs.RootCause with { Value = incident.RootCause ?? "" }],
            IsDanger = true,
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post(
        $"/api/v1/incidents/{fields.Part("id")}/updates", new { status = "resolved", message = fields["message"], rootCause = fields["rootCause"] });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, "The incident is resolved", "Its root cause stands on the status page.") : ActionWord.Refused(answer);
}
