namespace Edge.Gateway.Portal.Design;

/// <summary>A set of pages for one audience.</summary>
/// <param name="Name">Part of the names of its cookies, in lower case.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Base">Path of its first page; begins and ends with a slash. All its pages lie below.</param>
/// <param name="IsOps">Whether it is on the ops listener: plain http is allowed there, and client certificates are asked for.</param>
internal sealed record PortalSite(string Name, string Title, string Base, bool IsOps)
{
    /// <summary>Below it lie the stylesheet and the script.</summary>
    public string Assets => $"{Base}assets/";

    /// <summary>Name of a cookie. Over https with the prefix that browsers guard.</summary>
    public string CookieOf(string purpose, bool isSecure) => isSecure ? $"{Http.EdgeCookies.Prefix}-{Name}{purpose}" : $"edge-{Name}{purpose}";

    /// <summary>Whether cookies are only for https: always, but for the ops listener without TLS.</summary>
    public bool IsSecure(HttpRequest request) => !IsOps || request.IsHttps;
}
