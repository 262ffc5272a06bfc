namespace Edge.Rules;

/// <summary>What <see cref="RuleSet.Load"/> gives back.</summary>
/// <param name="RuleSet">The rules, or null when a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything found wrong in all files, in their order.</param>
public sealed record RuleSetLoadResult(RuleSet? RuleSet, IReadOnlyList<RuleDiagnostic> Diagnostics);
