using System.Runtime.InteropServices;
using Edge.Rules.Operators;

namespace Edge.Rules.Compilation;

/// <summary>
/// What must hold before a rule can have any effect, in so few bytes that a phase's gates lie in the processor's cache
/// while its rules do not: most rules of a request are passed over by their gate.
/// </summary>
/// <remarks>A closed gate says for certain that the rule does nothing; an open one says nothing.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RuleGate
{
    private RuleGate(RuleGateKind kind, int source, int low, int high, bool isNegated, int skipTo)
    {
        (Kind, Source, Low, High, IsNegated, SkipTo) = (kind, source, low, high, isNegated, skipTo);
    }

    public RuleGateKind Kind { get; }

    /// <summary>Of <see cref="RuleGateKind.Literals"/> the group set, of the others the slot of the TX variable.</summary>
    public int Source { get; }

    /// <summary>Of <see cref="RuleGateKind.Literals"/> a clause that must be met, of the others the least number that matches.</summary>
    public int Low { get; }

    /// <summary>The largest number that matches.</summary>
    public int High { get; }

    public bool IsNegated { get; }

    /// <summary>Where to go on when the number matches and the rule does nothing but skip; else -1.</summary>
    public int SkipTo { get; }

    /// <summary>Called when groups, clauses and skips are known.</summary>
    /// <param name="rule">The rule, a chain's first.</param>
    /// <param name="index">Its place in the phase.</param>
    public static RuleGate Of(CompiledRule rule, int index)
    {
        if (rule.Clauses.Length > 0 && Array.TrueForAll(rule.Groups, static group => group >= 0))
        {
            return new RuleGate(RuleGateKind.Literals, rule.GroupSet, rule.Clauses[0], 0, false, -1);
        }

        return rule.Targets is [{ TxSlot: >= 0 } target] && rule.Pipeline.Length == 0
            && rule.Operator is INumberComparison comparison && comparison.TryGetRange(out int low, out int high)
            ? new RuleGate(target.IsCount ? RuleGateKind.TxCount : RuleGateKind.TxNumber, target.TxSlot, low, high, rule.IsNegated, SkipOf(rule, index))
            : default;
    }

    public bool Admits(int number) => (number >= Low && number <= High) != IsNegated;

    private static int SkipOf(CompiledRule rule, int index)
    {
        bool isSilent = rule is { Next: null, IsLogged: false, MatchActions.Length: 0, FinalActions.Length: 0, Info.Severity: RuleSeverity.None, Disruptive: DisruptiveKind.None or DisruptiveKind.Pass };
        return !isSilent ? -1 : rule.SkipAfter is not null ? rule.SkipTo : index + 1 + rule.Skip;
    }
}
