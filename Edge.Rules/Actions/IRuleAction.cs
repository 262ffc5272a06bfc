using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary>A non-disruptive action of a rule, compiled at load and then only read.</summary>
internal interface IRuleAction
{
    void Run(TransactionState transaction, CompiledRule rule);

    /// <summary>Called once, when all rules are known.</summary>
    void Bind(CompiledRule[] rules)
    {
    }
}
