namespace Edge.Rules;

/// <summary>What is known of a rule without running it.</summary>
/// <param name="Id">The rule's id; 0 for a chained rule.</param>
/// <param name="Phase">1 to 5.</param>
/// <param name="Message">The <c>msg</c> as written, macros unexpanded; empty when there is none.</param>
/// <param name="Tags">The tags as written.</param>
/// <param name="Severity">The severity.</param>
/// <param name="File">The file it stands in, as it was named to the loader.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Revision">The <c>rev</c>; empty when there is none.</param>
/// <param name="Version">The <c>ver</c>; empty when there is none.</param>
/// <param name="Maturity">1 to 9; 0 when not stated.</param>
/// <param name="Accuracy">1 to 9; 0 when not stated.</param>
public sealed record RuleInfo(
    long Id, int Phase, string Message, IReadOnlyList<string> Tags, RuleSeverity Severity, string File, int Line,
    string Revision, string Version, int Maturity, int Accuracy);
