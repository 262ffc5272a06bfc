using Edge.Rules.Compilation;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules.Actions;

/// <summary><c>setvar:tx.name=value</c>, <c>=+1</c>, <c>=-1</c>, <c>setvar:!tx.name</c>, also for persistent collections.</summary>
internal sealed class SetVarAction(VariableInfo collection, MacroText name, int txSlot, SetVarOperation operation, MacroText value) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule)
    {
        if (collection.Kind == VariableKind.Tx)
        {
            RunTx(transaction);
            return;
        }

        TextSlice key = transaction.ExpandToSlice(name);
        switch (operation)
        {
            case SetVarOperation.Remove:
                transaction.Persistent.Remove(collection.Kind, transaction.Arena.Get(key));
                break;
            case SetVarOperation.Set:
                TextSlice text = transaction.ExpandToSlice(value);
                transaction.Persistent.Set(collection.Kind, transaction.Arena.Get(key), transaction.Arena.Get(text));
                break;
            default:
                long amount = SmallNumbers.Parse(transaction.Expand(value));
                transaction.Persistent.Add(
                    collection.Kind, transaction.Arena.Get(key), operation == SetVarOperation.Add ? amount : -amount);
                break;
        }
    }

    private void RunTx(TransactionState transaction)
    {
        TxVariables tx = transaction.Tx;
        if (txSlot >= 0)
        {
            if (operation == SetVarOperation.Remove)
            {
                tx.Remove(txSlot);
                return;
            }

            _ = tx.TryGet(txSlot, out TextSlice current);
            tx.Set(txSlot, Compute(transaction, current));
            return;
        }

        ReadOnlySpan<char> key = transaction.Arena.Get(transaction.ExpandToSlice(name));
        if (operation == SetVarOperation.Remove)
        {
            tx.Remove(key);
            return;
        }

        TextSlice old = TextSlice.Empty;
        if (operation != SetVarOperation.Set)
        {
            _ = tx.TryGet(key, out old);
        }

        tx.Set(key, Compute(transaction, old));
    }

    private TextSlice Compute(TransactionState transaction, TextSlice current)
    {
        if (operation == SetVarOperation.Set)
        {
            return transaction.ExpandToSlice(value);
        }

        long before = SmallNumbers.Parse(transaction.Arena.Get(current));
        long amount = SmallNumbers.Parse(transaction.Expand(value));
        long sum = operation == SetVarOperation.Add ? before + amount : before - amount;
        return SmallNumbers.ToText(sum, transaction.Arena);
    }
}
