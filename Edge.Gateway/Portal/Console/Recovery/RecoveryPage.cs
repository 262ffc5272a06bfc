using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Tenants;

namespace Edge.Gateway.Portal.Console.Recovery;

/// <summary><c>/console/recovery</c>: who is failed over, and failover and failback of many.</summary>
internal sealed class RecoveryPage : IConsolePage
{
    /// <summary>Tenants that are listed.</summary>
    public const int Rows = 200;

    public string Name => "recovery";

    public string Text => "Disaster recovery";

    public string Permission => AdminPermissions.DisasterRecoveryRead;

    public async Task<ConsoleView?> LoadAsync(ConsoleVisit visit)
    {
        TenantsModel? moved = await visit.TryGetAsync<TenantsModel>(AdminPermissions.TenantsRead, $"/api/v1/tenants?failedOver=true&limit={Rows}");
        return ConsoleView.Of<RecoveryView>(
            Text, (nameof(RecoveryView.Moved), moved ?? new TenantsModel([], null, 0)), (nameof(RecoveryView.MayMoveSome), visit.MaySome(AdminPermissions.DisasterRecoveryManage)),
            (nameof(RecoveryView.MayMove), (Func<string, bool>)(tenant => visit.May(AdminPermissions.DisasterRecoveryManage, AdminResource.Tenant(tenant))))) with { IsLive = true };
    }
}
