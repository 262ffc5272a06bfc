namespace Edge.Gateway.Admin;

/// <summary>Permissions, and what they hold for.</summary>
internal sealed record AdminGrant(IReadOnlySet<string> Permissions, AdminResourceSet Resources)
{
    public bool Allows(string permission, AdminResource resource) => Permissions.Contains(permission) && Resources.Contains(resource);
}
