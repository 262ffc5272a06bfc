using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>expirevar:ip.name=60</c>: lets a persistent variable end after so many seconds.</summary>
internal sealed class ExpireVarAction(VariableKind collection, MacroText name, MacroText seconds) : IRuleAction
{
    /// <summary>A year: no counter of a firewall is worth more.</summary>
    private const long MaxSeconds = 31_536_000;

    public void Run(TransactionState transaction, CompiledRule rule)
    {
        long after = Math.Clamp(SmallNumbers.Parse(transaction.Expand(seconds)), 0, MaxSeconds);
        TextSlice key = transaction.ExpandToSlice(name);
        transaction.Persistent.Expire(collection, transaction.Arena.Get(key), TimeSpan.FromSeconds(after));
    }
}
