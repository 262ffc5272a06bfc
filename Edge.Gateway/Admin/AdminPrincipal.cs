namespace Edge.Gateway.Admin;

/// <summary>Who makes a request to the admin API, and what they may do while it lasts.</summary>
/// <param name="identity">Whom the token or the client certificate names.</param>
/// <param name="raised">What was granted for a time, on top of the role.</param>
internal sealed class AdminPrincipal(AdminIdentity identity, IReadOnlyList<AdminGrant> raised)
{
    private readonly AdminGrant _standing = new(identity.Role.Permissions, identity.Resources);

    /// <summary>Names them in events.</summary>
    public string Id => identity.Id;

    /// <summary>The person; see <see cref="AdminIdentity.Owner"/>.</summary>
    public string Owner => identity.Owner;

    /// <summary>The only location that they report from; see <see cref="AdminIdentity.Location"/>.</summary>
    public string? Location => identity.Location;

    /// <summary>Name of the role.</summary>
    public string Role => identity.Role.Name;

    /// <summary>Whether they may do it to this resource. <see cref="AdminResource.Everything"/> asks for the whole node.</summary>
    public bool Allows(string permission, AdminResource resource)
    {
        if (_standing.Allows(permission, resource))
        {
            return true;
        }

        foreach (AdminGrant grant in raised)
        {
            if (grant.Allows(permission, resource))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether they may do it to anything at all: the door of endpoints that then show only what <see cref="Allows(string, AdminResource)"/>.</summary>
    public bool AllowsSome(string permission) => Reach(permission).Any();

    /// <summary>What they may do it to.</summary>
    public AdminResourceSet ReachOf(string permission) => new([.. Reach(permission).SelectMany(static grant => grant.Resources.Items).Distinct()]);

    /// <summary>Whether their role allows all of a grant, without what was granted to themselves for a time: nobody passes that on.</summary>
    public bool StandsFor(AdminGrant grant) =>
        grant.Permissions.All(permission => grant.Resources.Items.All(resource => _standing.Allows(permission, resource)));

    private IEnumerable<AdminGrant> Reach(string permission) =>
        raised.Prepend(_standing).Where(grant => grant.Permissions.Contains(permission) && grant.Resources.Items.Count > 0);
}
