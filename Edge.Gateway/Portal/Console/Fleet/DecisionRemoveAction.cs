using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Fleet;

/// <summary>Takes back what was decided of a mode, a weight or a failover.</summary>
internal sealed class DecisionRemoveAction : IConsoleAction
{
    public string Name => "decision-remove";

    /// <summary>Whether a visitor may do it: a failback takes its own permission too.</summary>
    public static bool May(ConsoleVisit visit, DecisionModel decision) =>
        visit.May(AdminPermissions.CellsManage, ResourceOf(decision)) && (decision.Kind != "failover" || visit.May(AdminPermissions.DisasterRecoveryManage, ResourceOf(decision)));

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        DecisionModel? decision = (await visit.TryGetAsync<DecisionsModel>(AdminPermissions.CellsRead, "/api/v1/decisions"))?.Decisions.FirstOrDefault(decision => decision.Id == fields["id"]);
        return decision is null ? null : new ActionQuestion($"Take back: {decision.Target} {decision.Word}", "Take back", AdminPermissions.CellsManage, ResourceOf(decision), ConsoleSite.Base)
        {
            Consequence = [
                decision.Kind switch
                {
                    "failover" => "Its home cell serves it again, and it may write. Make sure first that the home cell has all data.",
                    "weight" => "It gets its usual share of requests again, at once.",
                    _ => "Writes are taken again, unless something else keeps them off.",
                },
                $"{decision.By} decided it at {Texts.Time(decision.Since)} UTC{(string.IsNullOrEmpty(decision.Reason) ? "" : $": {decision.Reason}")}."],
            Kept = fields.Keep("id"),
            Inputs = [ActionInput.Reason, ActionInput.Force],
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Delete(
        $"/api/v1/decisions/{fields.Part("id")}{QueryString.Create("reason", fields.Reason).Add("force", fields.IsTicked("force") ? "true" : "false")}");

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => answer.IsGood ? new ActionWord(true, "The decision is taken back", "An event tells of it.") : ActionWord.Refused(answer);

    private static AdminResource ResourceOf(DecisionModel decision) => decision.Target.Split('/') switch
    {
        ["cell", var cell, ..] => AdminResource.Cell(cell),
        ["tenant", var tenant, ..] => AdminResource.Tenant(tenant),
        _ => AdminResource.Everything,
    };
}
