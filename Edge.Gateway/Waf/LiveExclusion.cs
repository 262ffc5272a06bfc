namespace Edge.Gateway.Waf;

/// <summary>An exclusion that an operator decided, beside those of <c>tenants.json</c>.</summary>
/// <param name="Rule">A rule's id, a range, or <c>tag:NAME</c>.</param>
/// <param name="Target">Where the rules do not look any more, such as <c>ARGS:comment</c>; null for the whole rules.</param>
/// <param name="Path">The path with all below it; null for everywhere.</param>
internal sealed record LiveExclusion(string Rule, string? Target, string? Path);
