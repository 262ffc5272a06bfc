using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>setsid</c>, <c>setuid</c>, <c>setrsc</c>: names the session, user or resource and opens its collection.</summary>
internal sealed class SetIdentityAction(VariableKind collection, MacroText key) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule)
    {
        TextSlice value = transaction.ExpandToSlice(key);
        transaction.Persistent.Open(collection, value);
        if (collection == VariableKind.Session)
        {
            transaction.Scalars.Set(VariableKind.SessionId, value);
        }
        else if (collection == VariableKind.User)
        {
            transaction.Scalars.Set(VariableKind.UserId, value);
        }
    }
}
