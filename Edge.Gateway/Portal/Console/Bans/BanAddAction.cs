using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Bans;

/// <summary>Bans an address for a time.</summary>
internal sealed class BanAddAction : IConsoleAction
{
    public string Name => "ban-add";

    public Task<ActionQuestion?> AskAsync(ConsoleVisit visit, ActionFields fields) => Task.FromResult<ActionQuestion?>(new ActionQuestion(
        "Ban an address", "Ban", AdminPermissions.BansManage, fields.Text("tenant") is { } tenant ? AdminResource.Tenant(tenant) : null, $"{ConsoleSite.Base}bans")
    {
        Consequence = ["All requests of the address get 403 on every node, within a second, until the ban ends. An IPv6 address stands for its /64. Many people may share an address."],
        Inputs = [
            new ActionInput("address", "Address") { Value = fields["address"], IsRequired = true },
            new ActionInput("duration", "For") { Value = fields.Text("duration") ?? "1h", IsRequired = true, Hint = "Such as 30m, 2h or 7d." },
            new ActionInput("tenant", "Only for the tenant") { Value = fields["tenant"], Hint = "Empty: everywhere, which takes the permission on the whole node." },
            ActionInput.Reason],
        IsDanger = true,
    });

    public ApiOrder OrderOf(ActionFields fields) => ApiOrder.Post("/api/v1/bans", new { address = fields["address"], duration = fields.Text("duration"), reason = fields.Reason, tenant = fields.Text("tenant") });

    public ActionWord Say(ActionFields fields, ApiAnswer answer) =>
        answer.IsGood ? new ActionWord(true, $"{fields["address"]} is banned", $"For {fields["duration"]}, {fields.Text("tenant") ?? "everywhere"}.") : ActionWord.Refused(answer);
}
