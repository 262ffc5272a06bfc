using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary><c>setenv:name=value</c>: a variable that rules read as <c>ENV:name</c>. The process's environment is not touched.</summary>
internal sealed class SetEnvAction(MacroText name, MacroText value) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule)
    {
        TextSlice key = transaction.ExpandToSlice(name);
        transaction.Environment.Set(transaction.Arena.Get(key), transaction.ExpandToSlice(value));
    }
}
