namespace Edge.Gateway.Admin;

/// <summary>What the holders of a role may do, and to what.</summary>
/// <param name="Name">As <c>admin.json</c> names it.</param>
/// <param name="Permissions">From <see cref="AdminPermissions.All"/>.</param>
/// <param name="Resources">What it reaches.</param>
internal sealed record AdminRole(string Name, IReadOnlySet<string> Permissions, AdminResourceSet Resources)
{
    /// <summary>Whether who holds it must be limited to tenants or cells.</summary>
    public bool MustBeLimited { get; init; }

    /// <summary>Stands in for a role that no one defines: beside an error.</summary>
    public static AdminRole None { get; } = new("", new HashSet<string>(), new AdminResourceSet([]));
}
