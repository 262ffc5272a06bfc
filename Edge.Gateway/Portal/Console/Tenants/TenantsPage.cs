using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Console.Rules;
using Edge.Gateway.Portal.Console.Tls;

namespace Edge.Gateway.Portal.Console.Tenants;

/// <summary><c>/console/tenants</c>, a search, and <c>/console/tenants/ID</c>.</summary>
internal sealed class TenantsPage : ListPage
{
    /// <summary>Tenants of one page.</summary>
    public const int Rows = 50;

    /// <summary>Limits of a tenant that are shown: those nearest to exhaustion.</summary>
    public const int MaxLimits = 10;

    public override string Name => "tenants";

    public override string Text => "Tenants";

    public override string Permission => AdminPermissions.TenantsRead;

    /// <summary>Path of a tenant's page.</summary>
    public static string PathOf(string id) => PathOf("tenants", id);

    protected override async Task<ConsoleView> ListAsync(ConsoleVisit visit)
    {
        string search = visit.Query("q");
        ApiAnswer answer = await visit.GetAsync($"/api/v1/tenants?limit={Rows}&q={Uri.EscapeDataString(search)}&after={Uri.EscapeDataString(visit.Query("after"))}");
        return answer.Read<TenantsModel>() is { } model
            ? ConsoleView.Of<TenantsView>(Text, (nameof(TenantsView.Model), model), (nameof(TenantsView.Search), search), (nameof(TenantsView.IsFirst), visit.Query("after").Length == 0))
            : ConsoleView.Refused(Text, answer);
    }

    protected override async Task<ConsoleView> ShowAsync(ConsoleVisit visit, string id, ApiAnswer answer)
    {
        string part = Uri.EscapeDataString(id);
        AdminResource tenant = AdminResource.Tenant(id);
        return answer.Read<TenantModel>() is not { } model ? ConsoleView.Refused($"Tenant {id}", answer) : ConsoleView.Of<TenantView>(
            $"Tenant {id}",
            (nameof(TenantView.Tenant), model),
            (nameof(TenantView.Limits), (await visit.TryGetAsync<LimitsModel>(AdminPermissions.RateLimitsRead, $"/api/v1/rate-limits?tenant={part}", tenant))?.Limits
                .OrderByDescending(static limit => limit.Used / (double)Math.Max(1, limit.Limit)).Take(MaxLimits).ToArray()),
            (nameof(TenantView.Exclusions), (await visit.TryGetAsync<ExclusionsModel>(AdminPermissions.WafRead, $"/api/v1/tenants/{part}/waf/exclusions", tenant))?.Exclusions),
            (nameof(TenantView.Handshakes), (await visit.TryGetAsync<TlsModel>(AdminPermissions.TenantsRead, $"/api/v1/tls?tenant={part}", tenant))?.Tenants),
            (nameof(TenantView.MaySeeCell), visit.May(AdminPermissions.CellsRead, AdminResource.Cell(model.Cell))),
            (nameof(TenantView.MayRecover), visit.May(AdminPermissions.DisasterRecoveryManage, tenant)),
            (nameof(TenantView.MayManage), visit.May(AdminPermissions.CellsManage, tenant)),
            (nameof(TenantView.MayExclude), visit.May(AdminPermissions.WafManage, tenant)),
            (nameof(TenantView.MayBan), visit.May(AdminPermissions.BansManage, tenant)),
            (nameof(TenantView.MayReadLog), visit.May(AdminPermissions.LogsRead, tenant)));
    }
}
