using Edge.Rules.Actions;
using Edge.Rules.Operators;

namespace Edge.Rules.Compilation;

/// <summary>A rule ready to run: everything that can be known at load is known.</summary>
internal sealed class CompiledRule
{
    public required RuleInfo Info { get; init; }

    /// <summary>Place in <see cref="RulePlan.Rules"/>; chained rules have the index of their chain's first rule.</summary>
    public required int Index { get; init; }

    public long Id => Info.Id;

    /// <summary>In the order written. Empty for <c>SecAction</c>.</summary>
    public CompiledTarget[] Targets { get; init; } = [];

    /// <summary>For each target the group that holds its values, or -1 for a volatile target.</summary>
    public int[] Groups { get; set; } = [];

    /// <summary>The set of all groups of the rule, or -1 when it has none.</summary>
    public int GroupSet { get; set; } = -1;

    /// <summary>Clauses of literals that a value must meet before the operator can match; empty when nothing is known.</summary>
    public int[] Clauses { get; set; } = [];

    /// <summary>Null for <c>SecAction</c>, which always matches.</summary>
    public IOperator? Operator { get; init; }

    public string OperatorName { get; init; } = "";

    /// <summary>The operator's argument for those that expand macros; empty for patterns without any.</summary>
    public required MacroText OperatorArgument { get; init; }

    /// <summary>The operator's argument as written.</summary>
    public string OperatorText { get; init; } = "";

    public bool IsNegated { get; init; }

    /// <summary>Transformations by index in <see cref="RulePlan.Transformations"/>.</summary>
    public int[] Pipeline { get; init; } = [];

    public bool IsMultiMatch { get; init; }

    public bool WantsCaptures { get; init; }

    /// <summary>The next rule of the chain.</summary>
    public CompiledRule? Next { get; set; }

    /// <summary>The rule of the chain before this one; null for the first.</summary>
    public CompiledRule? Previous { get; set; }

    /// <summary>Run for every value that matches, also when the chain fails later.</summary>
    public IRuleAction[] MatchActions { get; init; } = [];

    /// <summary>Run once when the whole chain has matched.</summary>
    public IRuleAction[] FinalActions { get; init; } = [];

    public DisruptiveKind Disruptive { get; init; }

    /// <summary>What the rule answers with when it interrupts; of a chained rule 0 when it does not say one.</summary>
    public int Status { get; set; }

    public MacroText? RedirectTarget { get; init; }

    public bool IsLogged { get; init; }

    public bool IsAudited { get; init; }

    public MacroText? Message { get; init; }

    public MacroText? LogData { get; init; }

    public MacroText[] Tags { get; init; } = [];

    /// <summary>Rules to skip after a match (<c>skip</c>).</summary>
    public int Skip { get; init; }

    /// <summary>Where in the phase to go on after a match (<c>skipAfter</c>), or -1.</summary>
    public int SkipTo { get; set; } = -1;

    /// <summary>The marker of <c>skipAfter</c>; null when there is none.</summary>
    public string? SkipAfter { get; init; }

    /// <summary>This rule and those chained to it.</summary>
    public IEnumerable<CompiledRule> Chain()
    {
        for (CompiledRule? rule = this; rule is not null; rule = rule.Next)
        {
            yield return rule;
        }
    }
}
