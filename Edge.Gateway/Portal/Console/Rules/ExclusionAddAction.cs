using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Tenants;

namespace Edge.Gateway.Portal.Console.Rules;

/// <summary>Has rules leave something out for a tenant.</summary>
internal sealed class ExclusionAddAction : IConsoleAction
{
    public string Name => "exclusion-add";

    public Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields) => Task.FromResult(fields.Text("tenant") is not { } tenant ? null : new ActionQuestion(
        $"Exclude a rule for tenant {tenant}", "Exclude", AdminPermissions.WafManage, AdminResource.Tenant(tenant), TenantsPage.PathOf(tenant))
    {
        Consequence = [
            "The rule does not look there any more, for this tenant, on every node, at once, until the exclusion is taken back. What it would have blocked there gets through.",
            "Keep it narrow: one rule, one parameter, one path. It survives restarts."],
        Kept = fields.Keep("tenant"),
        Inputs = [
            new ActionInput("rule", "Rule") { Value = fields["rule"], IsRequired = true, Hint = "An id, a range such as 942100-942199, or tag:attack-sqli." },
            new ActionInput("target", "Does not look at") { Value = fields["target"], Hint = "Such as ARGS:comment. Empty: the whole rule is left out." },
            new ActionInput("path", "Below the path") { Value = fields["path"], Hint = "With everything below it. Empty: everywhere." },
            ActionInput.Reason],
        IsDanger = true,
    });

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post(
        $"/api/v1/tenants/{fields.Part("tenant")}/waf/exclusions", new { rule = fields["rule"], target = fields.Text("target"), path = fields.Text("path"), reason = fields.Reason });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, $"Rule {fields["rule"]} leaves {fields.Text("target") ?? "everything"} out", $"Below {fields.Text("path") ?? "/"}, for {fields["tenant"]} alone. Take it back on this page.") : ActionWord.Refused(answer);
}
