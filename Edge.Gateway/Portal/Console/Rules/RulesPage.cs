using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Rules;

/// <summary><c>/console/rules</c>: what the rules do, and the way to an exclusion.</summary>
internal sealed class RulesPage : IConsolePage
{
    /// <summary>Blocked requests that are shown.</summary>
    public const int Rows = 25;

    public string Name => "rules";

    public string Text => "Rules";

    public string Permission => AdminPermissions.WafRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync($"/api/v1/waf?limit={Rows}");
        return answer.Read<RulesModel>() is { } model
            ? ConsoleView.Of<RulesView>(
                Text, (nameof(RulesView.Model), model),
                (nameof(RulesView.MayExclude), (Func<string, bool>)(tenant => visit.May(AdminPermissions.WafManage, AdminResource.Tenant(tenant))))) with { IsLive = true }
            : ConsoleView.Refused(Text, answer);
    }
}
