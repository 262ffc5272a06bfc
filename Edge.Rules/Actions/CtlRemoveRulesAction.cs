using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary><c>ctl:ruleRemoveById</c>, <c>ctl:ruleRemoveByTag</c>, <c>ctl:ruleRemoveByMsg</c>: for this transaction the rules are not there.</summary>
internal sealed class CtlRemoveRulesAction(RuleSelection selection) : IRuleAction
{
    private RuleBits? _rules;

    public void Bind(CompiledRule[] rules) => _rules = selection.Bind(rules);

    public void Run(TransactionState transaction, CompiledRule rule) => transaction.RemovedRules.Add(_rules!);
}
