using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>initcol:ip=%{REMOTE_ADDR}</c>: says which record of a persistent collection this transaction uses.</summary>
internal sealed class InitColAction(VariableKind collection, MacroText key) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule) =>
        transaction.Persistent.Open(collection, transaction.ExpandToSlice(key));
}
