namespace Edge.Gateway.Admin;

/// <summary>What a role, a token or a grant reaches. Immutable.</summary>
/// <param name="items">All that it reaches; nothing when empty.</param>
internal sealed class AdminResourceSet(IReadOnlyList<AdminResource> items)
{
    /// <summary>Most resources of one set.</summary>
    public const int MaxItems = 1000;

    /// <summary>The whole node.</summary>
    public static AdminResourceSet Everything { get; } = new([AdminResource.Everything]);

    public IReadOnlyList<AdminResource> Items { get; } = items;

    /// <summary>Whether it reaches only a part of what the node serves.</summary>
    public bool IsLimited => !Contains(AdminResource.Everything);

    public bool Contains(AdminResource resource)
    {
        foreach (AdminResource item in Items)
        {
            if (item.Covers(resource))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What both reach.</summary>
    public AdminResourceSet Intersect(AdminResourceSet other) =>
        new([.. Items.Where(other.Contains).Union(other.Items.Where(Contains))]);

    public override string ToString() => Items.Count == 0 ? "nothing" : string.Join(", ", Items);
}
