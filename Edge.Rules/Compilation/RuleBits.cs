namespace Edge.Rules.Compilation;

/// <summary>A set of rules by their index in the plan.</summary>
internal sealed class RuleBits(int ruleCount)
{
    private readonly ulong[] _words = new ulong[(ruleCount + 63) / 64];

    public bool IsEmpty { get; private set; } = true;

    public bool this[int index] => (_words[index >> 6] & (1UL << (index & 63))) != 0;

    public void Add(int index)
    {
        _words[index >> 6] |= 1UL << (index & 63);
        IsEmpty = false;
    }

    public void Add(RuleBits other)
    {
        for (int word = 0; word < _words.Length; word++)
        {
            _words[word] |= other._words[word];
        }

        IsEmpty &= other.IsEmpty;
    }

    public void Clear()
    {
        if (!IsEmpty)
        {
            _words.AsSpan().Clear();
            IsEmpty = true;
        }
    }
}
