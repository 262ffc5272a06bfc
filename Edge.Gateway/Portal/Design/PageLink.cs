namespace Edge.Gateway.Portal.Design;

/// <summary>An entry of a page's navigation.</summary>
public sealed record PageLink(string Text, string Href, bool IsCurrent = false);
