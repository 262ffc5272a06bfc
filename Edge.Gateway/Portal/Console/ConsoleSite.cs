using Edge.Gateway.Admin;
using Edge.Gateway.Portal.Design;

namespace Edge.Gateway.Portal.Console;

/// <summary>Where the operators' console lies, and whom it is for.</summary>
internal static class ConsoleSite
{
    public const string Base = "/console/";

    public const string Hint = "A token of admin.json. Make one with: token new --role cell-admin --expires 8h";

    public static PortalSite Site { get; } = new("console", "Operators' console", Base, IsOps: true);

    /// <summary>Whoever may do anything at all: each page shows what they may see.</summary>
    public static bool MayEnter(AdminPrincipal principal) => AdminPermissions.All.Any(principal.AllowsSome);
}
