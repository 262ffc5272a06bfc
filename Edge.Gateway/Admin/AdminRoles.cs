using System.Collections.Frozen;
using static Edge.Gateway.Admin.AdminPermissions;

namespace Edge.Gateway.Admin;

/// <summary>The roles that exist without configuration: each has what its work needs, and may ask for more for a time.</summary>
internal static class AdminRoles
{
    public static readonly FrozenDictionary<string, AdminRole> BuiltIn = ((AdminRole[])
    [
        new("super-admin", All, AdminResourceSet.Everything),
        Role("read-only-admin", ConfigRead, CellsRead, LogsRead, RateLimitsRead, BansRead, UpgradesRead, IncidentsRead, DisasterRecoveryRead, TenantsRead, WafRead, AccessRead, AccessRequest),
        Role("cell-admin", CellsRead, CellsManage, UpgradesRead, UpgradesManage, TenantsRead, LogsRead, AccessRead, AccessRequest),
        Role("dr-admin", DisasterRecoveryRead, DisasterRecoveryManage, CellsRead, TenantsRead, LogsRead, AccessRead, AccessRequest),
        Role("rate-limit-admin", RateLimitsRead, RateLimitsManage, TenantsRead, LogsRead, AccessRead, AccessRequest),
        Role("incident-admin", IncidentsRead, IncidentsManage, CellsRead, LogsRead, AccessRead, AccessRequest),
        Role(Probe, ProbesReport), // A monitor's token stands on a machine elsewhere: it may report, and nothing else.
        Role("security-admin", BansRead, BansManage, WafRead, WafManage, TenantsRead, RateLimitsRead, IncidentsRead, LogsRead, AccessRead, AccessRequest),
        Role("org-admin", TenantsRead, RateLimitsRead, WafRead, BansRead, BansManage, LogsRead, DisasterRecoveryRead) with { MustBeLimited = true }, // A customer's own admin.
    ]).ToFrozenDictionary(static role => role.Name, StringComparer.Ordinal);

    /// <summary>Name of the role of monitors.</summary>
    public const string Probe = "probe";

    private static AdminRole Role(string name, params ReadOnlySpan<string> permissions) =>
        new(name, FrozenSet.Create(StringComparer.Ordinal, permissions), AdminResourceSet.Everything);
}
