using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Tenants;

namespace Edge.Gateway.Portal.Console.Rules;

/// <summary>Takes an exclusion back.</summary>
internal sealed class ExclusionRemoveAction : IConsoleAction
{
    public string Name => "exclusion-remove";

    public async Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields)
    {
        ExclusionModel? exclusion = (await visit.TryGetAsync<ExclusionsModel>(AdminPermissions.WafRead, $"/api/v1/tenants/{fields.Part("tenant")}/waf/exclusions", AdminResource.Tenant(fields["tenant"])))?.Exclusions
            .FirstOrDefault(exclusion => exclusion.Id == fields["id"]);
        return exclusion is null ? null : new ActionQuestion(
            $"Take back an exclusion of tenant {fields["tenant"]}", "Take back", AdminPermissions.WafManage, AdminResource.Tenant(fields["tenant"]), TenantsPage.PathOf(fields["tenant"]))
        {
            Consequence = [$"Rule {exclusion.Rule} looks at {exclusion.Target ?? "the whole request"} below {exclusion.Path ?? "/"} again, on every node, at once. Requests may be blocked that pass now."],
            Kept = fields.Keep("tenant", "id"),
        };
    }

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Delete($"/api/v1/tenants/{fields.Part("tenant")}/waf/exclusions/{fields.Part("id")}");

    public ActionWord Say(ActionFields fields, ApiAnswer answer) => answer.IsGood ? new ActionWord(true, "The exclusion is taken back") : ActionWord.Refused(answer);
}
