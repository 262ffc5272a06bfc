namespace Edge.Gateway.Admin.Authentication;

/// <summary>Tells requests that a browser makes for a page of another site.</summary>
internal static class CrossSite
{
    /// <summary>Whether a browser says that another site made it send the request. Programs say neither.</summary>
    /// <remarks>Fetch Metadata (<c>Sec-Fetch-Site</c>), else <c>Origin</c>, which browsers send with every cross-site request but plain GETs.</remarks>
    public static bool IsLikely(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        if (site is not null)
        {
            return site is not ("same-origin" or "none");
        }

        string? origin = request.Headers.Origin;
        return origin is not null && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
