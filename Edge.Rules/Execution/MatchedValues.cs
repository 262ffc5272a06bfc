using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>What the rule, or the chain, being run has matched: <c>MATCHED_VAR</c>, <c>MATCHED_VARS</c> and their names.</summary>
internal sealed class MatchedValues(int maxCount)
{
    private readonly List<(VariableInfo Variable, TextSlice Key, TextSlice Value)> _items = [];

    public int Count => _items.Count;

    public bool IsFull => _items.Count >= maxCount;

    public (VariableInfo Variable, TextSlice Key, TextSlice Value) this[int index] => _items[index];

    /// <summary>The last one; there must be one.</summary>
    public (VariableInfo Variable, TextSlice Key, TextSlice Value) Last => _items[^1];

    public void Add(VariableInfo variable, TextSlice key, TextSlice value)
    {
        if (IsFull)
        {
            _items[^1] = (variable, key, value); // MATCHED_VAR stays true; MATCHED_VARS is bounded.
            return;
        }

        _items.Add((variable, key, value));
    }

    public void Clear() => _items.Clear();
}
