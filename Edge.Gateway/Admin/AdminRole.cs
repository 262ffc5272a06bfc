namespace Edge.Gateway.Admin;

/// <summary>What the holders of a role may do, and to what.</summary>
/// <param name="Permissions">From <see cref="AdminPermissions.All"/>.</param>
/// <param name="Resources">The only resources it reaches, such as <c>tenant:acme</c>; empty for all.</param>
internal sealed record AdminRole(IReadOnlySet<string> Permissions, IReadOnlyList<string> Resources)
{
    /// <summary>Stands in for a role that no one defines: beside an error.</summary>
    public static AdminRole None { get; } = new(new HashSet<string>(), []);
}
