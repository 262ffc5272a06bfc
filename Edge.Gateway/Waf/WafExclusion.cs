using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>A rule exclusion that holds below a path.</summary>
/// <param name="Path">The path with all below it; null for everywhere.</param>
/// <param name="Rules">What is excluded.</param>
/// <param name="Rule">The same as the file says it, for people.</param>
/// <param name="Target">Where the rules do not look, as the file says it; null for the whole rules.</param>
internal sealed record WafExclusion(string? Path, RuleExclusion Rules, string Rule = "", string? Target = null);
