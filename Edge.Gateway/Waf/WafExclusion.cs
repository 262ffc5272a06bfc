using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>A rule exclusion that holds below a path.</summary>
/// <param name="Path">The path with all below it; null for everywhere.</param>
/// <param name="Rules">What is excluded.</param>
internal sealed record WafExclusion(string? Path, RuleExclusion Rules);
