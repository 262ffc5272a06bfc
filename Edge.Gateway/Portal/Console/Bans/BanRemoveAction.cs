using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Bans;

/// <summary>Lifts a ban before its end.</summary>
internal sealed class BanRemoveAction : IConsoleAction
{
    public string Name => "ban-remove";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        BanModel? ban = (await visit.TryGetAsync<BansModel>(AdminPermissions.BansRead, "/api/v1/bans"))?.Bans.FirstOrDefault(ban => ban.Id == fields["id"]);
        return ban is null ? null : new ActionQuestion(
            $"Lift the ban of {ban.Subject}", "Lift", AdminPermissions.BansManage, ban.Tenant is null ? AdminResource.Everything : AdminResource.Tenant(ban.Tenant), $"{ConsoleSite.Base}bans")
        {
            Consequence = [$"Its requests are let through again {(ban.Tenant is null ? "everywhere" : $"at {ban.Tenant}")}. A rule that banned it may ban it anew."],
            Kept = fields.Keep("id"),
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Delete($"/api/v1/bans/{fields.Part("id")}");

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => answer.IsGood ? new ActionWord(true, "The ban is lifted") : ActionWord.Refused(answer);
}
