namespace Edge.Gateway.Portal.Design;

/// <summary>What every page shows around its content; made by <see cref="PortalPages"/>.</summary>
/// <param name="Title">Of the page; the site's title follows it.</param>
/// <param name="SiteTitle">Of the site.</param>
/// <param name="Base">Path of the site.</param>
/// <param name="StylesheetUrl">The stylesheet.</param>
/// <param name="ScriptUrl">The script.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>auto</c>.</param>
/// <param name="Path">This page's own path with its query, to come back to.</param>
/// <param name="Now">When it was drawn.</param>
/// <param name="Version">Of the gateway; null for who is not signed in.</param>
/// <param name="Node">The node that drew it; null where that is nobody's business.</param>
public sealed record PageFrame(
    string Title, string SiteTitle, string Base, string StylesheetUrl, string ScriptUrl, string Theme, string Path, DateTimeOffset Now, string? Version, string? Node)
{
    /// <summary>For whom the pages are, such as the tenant's name.</summary>
    public string? Audience { get; init; }

    /// <summary>Who is signed in; null for nobody.</summary>
    public string? Who { get; init; }

    /// <summary>That one's role.</summary>
    public string? Role { get; init; }

    /// <summary>Goes into every form as the hidden field <see cref="FormTokenField"/>; empty when nobody is signed in.</summary>
    public string FormToken { get; init; } = "";

    public IReadOnlyList<PageLink> Links { get; init; } = [];

    /// <summary>The stream that keeps the page's regions up to date; null for none.</summary>
    public string? LiveUrl { get; init; }

    /// <summary>Seconds after which a browser without scripts loads the page again; 0 for never.</summary>
    public int RefreshSeconds { get; init; }

    /// <summary>False for a page that no form may be sent from.</summary>
    public bool HasForms { get; init; } = true;

    /// <summary>Name of the hidden field.</summary>
    public const string FormTokenField = "form-token";
}
