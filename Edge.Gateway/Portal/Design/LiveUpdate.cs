namespace Edge.Gateway.Portal.Design;

/// <summary>A region of a page as it is now.</summary>
/// <param name="Id">The region's id: of letters, digits and dashes.</param>
/// <param name="Html">Its content.</param>
internal readonly record struct LiveUpdate(string Id, string Html);
