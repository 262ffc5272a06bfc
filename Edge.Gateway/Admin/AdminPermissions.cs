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
    public const string LogsRead = "edge.logs.read";
    public const string BansRead = "edge.bans.read";
    public const string BansManage = "edge.bans.manage";
    public const string DisasterRecoveryRead = "okta.dr.read";
    public const string DisasterRecoveryManage = "okta.dr.manage";

    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal, ConfigRead, ConfigManage, CellsRead, CellsManage, LogsRead, RateLimitsRead, RateLimitsManage, BansRead, BansManage, DisasterRecoveryRead, DisasterRecoveryManage);

    /// <summary>The roles that exist without configuration.</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> BuiltInRoles = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        ["super-admin"] = All,
        ["read-only-admin"] = FrozenSet.Create(StringComparer.Ordinal, ConfigRead, CellsRead, LogsRead, RateLimitsRead, BansRead, DisasterRecoveryRead),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
