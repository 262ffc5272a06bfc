using System.Collections.Frozen;

namespace Edge.Gateway.Admin;

/// <summary>The closed set of permissions; <c>okta.dr.*</c> keep Okta's spelling.</summary>
internal static class AdminPermissions
{
    public const string ConfigRead = "edge.config.read";
    public const string ConfigManage = "edge.config.manage";
    public const string CellsRead = "edge.cells.read";
    public const string CellsManage = "edge.cells.manage";
    public const string RateLimitsRead = "edge.rateLimits.read";
    public const string RateLimitsManage = "edge.rateLimits.manage";
    public const string TenantsRead = "edge.tenants.read";
    public const string WafRead = "edge.waf.read";
    public const string WafManage = "edge.waf.manage";
    public const string LogsRead = "edge.logs.read";
    public const string BansRead = "edge.bans.read";
    public const string BansManage = "edge.bans.manage";
    public const string UpgradesRead = "edge.upgrades.read";
    public const string UpgradesManage = "edge.upgrades.manage";
    public const string UpgradesApprove = "edge.upgrades.approve";
    public const string IncidentsRead = "edge.incidents.read";
    public const string IncidentsManage = "edge.incidents.manage";
    public const string ProbesReport = "edge.probes.report";
    public const string AccessRead = "edge.access.read";
    public const string AccessRequest = "edge.access.request";
    public const string AccessApprove = "edge.access.approve";
    public const string DisasterRecoveryRead = "okta.dr.read";
    public const string DisasterRecoveryManage = "okta.dr.manage";

    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        ConfigRead, ConfigManage, CellsRead, CellsManage, LogsRead, RateLimitsRead, RateLimitsManage, BansRead, BansManage, UpgradesRead, UpgradesManage, UpgradesApprove,
        IncidentsRead, IncidentsManage, ProbesReport, TenantsRead, WafRead, WafManage, AccessRead, AccessRequest, AccessApprove, DisasterRecoveryRead, DisasterRecoveryManage);
}
