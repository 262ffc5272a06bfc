using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>ctl:requestBodyProcessor=JSON</c>.</summary>
internal sealed class CtlBodyProcessorAction(string processor) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule) =>
        transaction.Scalars.Set(VariableKind.ReqbodyProcessor, TextSlice.Constant(processor));
}
