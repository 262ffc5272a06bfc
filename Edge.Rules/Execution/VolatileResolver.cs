using Edge.Rules.Compilation;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Finds what a target stands for at this moment, entry by entry. Plain mode uses it for every target.</summary>
internal sealed class VolatileResolver(TransactionState state)
{
    private readonly List<ReadOnlyMemory<char>> _xmlValues = [];

    /// <summary>Appends the values of the target; a count is one value.</summary>
    public void Resolve(CompiledTarget target, List<ResolvedValue> values)
    {
        int start = values.Count;
        VariableInfo variable = target.Variable;
        if (!variable.IsCollection)
        {
            if (ScalarResolver.TryResolve(state, variable.Kind, out TextSlice value))
            {
                values.Add(new ResolvedValue(variable, TextSlice.Empty, value));
            }
        }
        else
        {
            KeyFilter selection = target.KeyMacro is null
                ? target.Selection : new KeyFilter(state.Expand(target.KeyMacro).ToString(), null);
            ResolveCollection(target, selection, values);
        }

        if (target.IsCount)
        {
            int count = values.Count - start;
            values.RemoveRange(start, count);
            TextSlice key = target.Selection.Key is string name ? TextSlice.Constant(name) : TextSlice.Empty;
            values.Add(new ResolvedValue(variable, key, SmallNumbers.ToText(count, state.Arena)));
        }
    }

    private void ResolveCollection(CompiledTarget target, KeyFilter selection, List<ResolvedValue> values)
    {
        switch (target.Variable.Kind)
        {
            case VariableKind.Tx:
                ResolveTx(target, selection, state.Tx, values);
                break;
            case VariableKind.Env:
                ResolveTx(target, selection, state.Environment, values);
                break;
            case VariableKind.MatchedVars or VariableKind.MatchedVarsNames:
                ResolveMatched(target, selection, values);
                break;
            case VariableKind.Xml:
                ResolveXml(target, values);
                break;
            case VariableKind.Rule:
                ResolveRule(target, selection, values);
                break;
            default:
                if (target.Variable.IsPersistent)
                {
                    ResolvePersistent(target, selection, values);
                }
                else
                {
                    ResolveStore(target, selection, values);
                }

                break;
        }
    }

    private void ResolveTx(CompiledTarget target, KeyFilter selection, TxVariables variables, List<ResolvedValue> values)
    {
        if (target.TxSlot >= 0 && target.Variable.Kind == VariableKind.Tx)
        {
            if (variables.TryGet(target.TxSlot, out TextSlice value))
            {
                values.Add(new ResolvedValue(target.Variable, TextSlice.Constant(selection.Key!), value));
            }

            return;
        }

        if (selection.Key is string key)
        {
            if (variables.TryGet(key.AsSpan(), out TextSlice value))
            {
                values.Add(new ResolvedValue(target.Variable, state.Arena.Add(key), value));
            }

            return;
        }

        bool isTx = target.Variable.Kind == VariableKind.Tx;
        foreach (int slot in isTx ? target.KnownTxSlots : [])
        {
            if (variables.TryGet(slot, out TextSlice value))
            {
                values.Add(new ResolvedValue(target.Variable, variables.NameAt(slot), value));
            }
        }

        for (int index = isTx ? variables.KnownCount : 0; index < variables.Capacity; index++)
        {
            if (variables.TryGet(index, out TextSlice value))
            {
                Add(target, selection, variables.NameAt(index), value, values);
            }
        }
    }

    private void ResolveMatched(CompiledTarget target, KeyFilter selection, List<ResolvedValue> values)
    {
        for (int index = 0; index < state.Matched.Count; index++)
        {
            (VariableInfo variable, TextSlice key, TextSlice value) = state.Matched[index];
            if (selection.IsAll && target.Exclusions.Length == 0 && target.Variable.Kind == VariableKind.MatchedVars)
            {
                values.Add(new ResolvedValue(target.Variable, key, value));
                continue;
            }

            TextSlice name = state.Arena.Add(state.Describe(variable, key));
            Add(target, selection, name, target.Variable.Kind == VariableKind.MatchedVars ? value : name, values);
        }
    }

    private void ResolvePersistent(CompiledTarget target, KeyFilter selection, List<ResolvedValue> values)
    {
        if (selection.Key is string key)
        {
            if (state.Persistent.TryGet(target.Variable.Kind, key, out string value))
            {
                values.Add(new ResolvedValue(target.Variable, TextSlice.Constant(key), TextSlice.Constant(value)));
            }

            return;
        }

        foreach ((string name, string value) in state.Persistent.Enumerate(target.Variable.Kind))
        {
            Add(target, selection, TextSlice.Constant(name), TextSlice.Constant(value), values);
        }
    }

    private void ResolveStore(CompiledTarget target, KeyFilter selection, List<ResolvedValue> values)
    {
        EntryList store = state.Store(target.Variable.Store);
        for (int index = 0; index < store.Count; index++)
        {
            ref EntryList.Entry entry = ref store[index];
            if ((entry.Origin & target.Variable.Origin) != 0)
            {
                Add(target, selection, entry.Name, target.Variable.IsNames ? entry.Name : entry.Value, values);
            }
        }
    }

    private void ResolveXml(CompiledTarget target, List<ResolvedValue> values)
    {
        if (state.Xml is null || target.XPath is null)
        {
            return;
        }

        _xmlValues.Clear();
        if (!state.Xml.TrySelect(target.XPath, _xmlValues, out string? error))
        {
            throw new EngineLimitException(error);
        }

        foreach (ReadOnlyMemory<char> value in _xmlValues)
        {
            values.Add(new ResolvedValue(target.Variable, TextSlice.Empty, state.Arena.Add(value.Span)));
        }
    }

    private void ResolveRule(CompiledTarget target, KeyFilter selection, List<ResolvedValue> values)
    {
        foreach (string name in RuleVariables.Names)
        {
            if (RuleVariables.TryGet(state, name, out TextSlice value))
            {
                Add(target, selection, TextSlice.Constant(name), value, values);
            }
        }
    }

    private void Add(CompiledTarget target, KeyFilter selection, TextSlice name, TextSlice value, List<ResolvedValue> values)
    {
        ReadOnlySpan<char> text = state.Arena.Get(name);
        if (selection.Matches(text) && !target.IsExcluded(text))
        {
            values.Add(new ResolvedValue(target.Variable, name, value));
        }
    }
}
