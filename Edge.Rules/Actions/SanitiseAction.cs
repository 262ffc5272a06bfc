using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary><c>sanitiseArg</c>, <c>sanitiseMatched</c>, <c>sanitiseRequestHeader</c>, <c>sanitiseResponseHeader</c>: what the audit log must mask.</summary>
internal sealed class SanitiseAction(string variable, string? key) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule) =>
        transaction.AddSanitised(key is null ? transaction.MatchedVariableName() : variable + ":" + key);
}
