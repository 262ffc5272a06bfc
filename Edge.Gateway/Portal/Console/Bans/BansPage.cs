using Edge.Gateway.Admin;

namespace Edge.Gateway.Portal.Console.Bans;

/// <summary><c>/console/bans</c>: those in force.</summary>
internal sealed class BansPage : IConsolePage
{
    public string Name => "bans";

    public string Text => "Bans";

    public string Permission => AdminPermissions.BansRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        ApiAnswer answer = await visit.GetAsync("/api/v1/bans");
        return answer.Read<BansModel>() is { } model
            ? ConsoleView.Of<BansView>(
                Text, (nameof(BansView.Bans), model.Bans), (nameof(BansView.Search), visit.Query("q")), (nameof(BansView.MayAdd), visit.MaySome(AdminPermissions.BansManage)),
                (nameof(BansView.MayRemove), (Func<string?, bool>)(tenant => visit.May(AdminPermissions.BansManage, tenant is null ? AdminResource.Everything : AdminResource.Tenant(tenant)))))
            : ConsoleView.Refused(Text, answer);
    }
}
