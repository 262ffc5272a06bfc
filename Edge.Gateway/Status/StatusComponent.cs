using System.Text;

namespace Edge.Gateway.Status;

/// <summary>Something whose minutes are counted and published.</summary>
/// <param name="Id">Stable: the ledger is kept under it. Made of the name, so that a new name begins a new history.</param>
/// <param name="Name">For customers.</param>
/// <param name="Group">Which view it belongs to.</param>
internal sealed record StatusComponent(string Id, string Name, StatusGroup Group)
{
    public static StatusComponent SignIn { get; } = new("global-sign-in", "Sign-in", StatusGroup.Global);

    public static StatusComponent FrontDoor { get; } = new("feature-front-door", "Front door", StatusGroup.Feature);

    public static StatusComponent Region(string name) => new("region-" + Slug(name), name, StatusGroup.Infrastructure);

    public static StatusComponent Feature(string name) => new("feature-" + Slug(name), name, StatusGroup.Feature);

    private static string Slug(string name)
    {
        StringBuilder slug = new(name.Length);
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().TrimEnd('-');
    }
}
