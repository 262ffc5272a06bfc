using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Incidents;

/// <summary>Tells the public of trouble.</summary>
internal sealed class IncidentOpenAction : IConsoleAction
{
    private static readonly string[] Impacts = ["minor", "major", "critical", "none"];

    public string Name => "incident-open";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        IncidentsModel? known = await visit.TryGetAsync<IncidentsModel>(AdminPermissions.IncidentsRead, "/api/v1/incidents", AdminResource.Everything);
        return new ActionQuestion("Open an incident", "Open", AdminPermissions.IncidentsManage, AdminResource.Everything, $"{ConsoleSite.Base}incidents")
        {
            Consequence = [IncidentInputs.IsPublic, "Super admins are told. It stays open until somebody resolves it with its root cause."],
            Inputs = [
                new ActionInput("title", "Title") { IsRequired = true, MaxLength = 120, Hint = "Such as: Sign-in fails for some customers in Europe." },
                new ActionInput("impact", "Impact", "select") { Options = Impacts },
                IncidentInputs.Message,
                IncidentInputs.Components(known?.Components ?? [])],
            IsDanger = true,
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post(
        "/api/v1/incidents", new { title = fields["title"], impact = fields.Text("impact"), message = fields["message"], components = fields.List("components") });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, "The incident is open", "The status page shows it within some seconds.") : ActionWord.Refused(answer);
}
