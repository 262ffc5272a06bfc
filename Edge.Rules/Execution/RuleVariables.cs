using Edge.Rules.Compilation;

namespace Edge.Rules.Execution;

/// <summary>What <c>RULE</c> says of the rule being run. What a chained rule does not say, the rule before it tells.</summary>
internal static class RuleVariables
{
    /// <summary>The manual's names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["id", "rev", "severity", "logdata", "msg"];

    /// <summary>False when no rule of the chain up to this one says it.</summary>
    public static bool TryGet(TransactionState state, string name, out TextSlice value)
    {
        value = default;
        for (CompiledRule? rule = state.CurrentRule; rule is not null && value.IsEmpty; rule = rule.Previous)
        {
            value = name.ToUpperInvariant() switch
            {
                "ID" when rule.Id != 0 => SmallNumbers.ToText(rule.Id, state.Arena),
                "REV" => TextSlice.Constant(rule.Info.Revision),
                "SEVERITY" when rule.Info.Severity != RuleSeverity.None => SmallNumbers.ToText((long)rule.Info.Severity, state.Arena),
                "LOGDATA" when rule.LogData is not null => state.Macros.ExpandRuleText(rule.LogData),
                "MSG" when rule.Message is not null => state.Macros.ExpandRuleText(rule.Message),
                _ => default,
            };
        }

        return !value.IsEmpty;
    }
}
