using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>ctl:ruleRemoveTargetById=942100;ARGS:text</c>, and by tag or message: the rules do not look there in this transaction.</summary>
internal sealed class CtlRemoveTargetAction(RuleSelection selection, VariableKind variable, KeyFilter keys) : IRuleAction
{
    private TargetRemoval? _removal;

    public void Bind(CompiledRule[] rules) => _removal = new TargetRemoval(selection.Bind(rules), variable, keys);

    public void Run(TransactionState transaction, CompiledRule rule) => transaction.TargetRemovals.Add(_removal!);
}
