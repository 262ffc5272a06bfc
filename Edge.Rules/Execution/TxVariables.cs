using Edge.Rules.Compilation;
using Edge.Rules.Operators;

namespace Edge.Rules.Execution;

/// <summary>The TX collection of one transaction. Names compare without regard to ASCII case.</summary>
internal sealed class TxVariables
{
    private readonly TxNames _names;
    private readonly TextArena _arena;
    private readonly int _maxVariables;
    private readonly TextSlice[] _known;
    private readonly int[] _numbers; // Of known slots: what Number.Parse makes of the value.
    private readonly bool[] _isSet;
    private readonly List<TextSlice> _extraNames = [];
    private readonly List<TextSlice> _extraValues = [];
    private int[] _extraHashes = new int[16];
    private int _extraCount;

    public TxVariables(TxNames names, TextArena arena, int maxVariables)
    {
        _names = names;
        _arena = arena;
        _maxVariables = maxVariables;
        _known = new TextSlice[names.Count];
        _numbers = new int[names.Count];
        _isSet = new bool[names.Count];
    }

    /// <summary>Slots of names that rules spell out: 0 to this.</summary>
    public int KnownCount => _known.Length;

    /// <summary>Known slots first, then variables that rules named at run time; not all of them are set.</summary>
    public int Capacity => _known.Length + _extraCount;

    public bool TryGet(int index, out TextSlice value)
    {
        if (index < _known.Length)
        {
            value = _known[index];
            return _isSet[index];
        }

        value = _extraValues[index - _known.Length];
        return !_extraNames[index - _known.Length].IsEmpty;
    }

    public bool IsSet(int slot) => _isSet[slot];

    /// <summary>The value of a known slot that is set, read as a number.</summary>
    public int NumberAt(int slot) => _numbers[slot];

    public TextSlice NameAt(int index) =>
        index < _known.Length ? TextSlice.Constant(_names.NameOf(index)) : _extraNames[index - _known.Length];

    public bool TryGet(ReadOnlySpan<char> name, out TextSlice value)
    {
        int index = Find(name);
        value = default;
        return index >= 0 && TryGet(index, out value);
    }

    public void Set(int slot, TextSlice value)
    {
        _known[slot] = value;
        _numbers[slot] = Number.Parse(_arena.Get(value));
        _isSet[slot] = true;
    }

    /// <exception cref="EngineLimitException">There are too many variables.</exception>
    public void Set(ReadOnlySpan<char> name, TextSlice value)
    {
        int index = Find(name);
        if (index >= 0 && index < _known.Length)
        {
            Set(index, value);
        }
        else if (index >= 0)
        {
            _extraValues[index - _known.Length] = value;
        }
        else if (!name.IsEmpty)
        {
            AddExtra(name, value);
        }
    }

    public void Remove(int slot) => (_known[slot], _isSet[slot]) = (default, false);

    public void Remove(ReadOnlySpan<char> name)
    {
        int index = Find(name);
        if (index >= 0 && index < _known.Length)
        {
            Remove(index);
        }
        else if (index >= 0)
        {
            _extraNames[index - _known.Length] = TextSlice.Empty;
            _extraHashes[index - _known.Length] = 0;
        }
    }

    public void Clear()
    {
        _known.AsSpan().Clear();
        _isSet.AsSpan().Clear();
        _extraNames.Clear();
        _extraValues.Clear();
        _extraCount = 0;
    }

    private int Find(ReadOnlySpan<char> name)
    {
        int slot = _names.Find(name);
        if (slot >= 0 || _extraCount == 0)
        {
            return slot;
        }

        int hash = AsciiHash(name);
        ReadOnlySpan<int> hashes = _extraHashes.AsSpan(0, _extraCount);
        for (int start = 0; start < hashes.Length;)
        {
            int at = hashes[start..].IndexOf(hash);
            if (at < 0)
            {
                return -1;
            }

            at += start;
            if (Names.EqualIgnoringCase(_arena.Get(_extraNames[at]), name))
            {
                return _known.Length + at;
            }

            start = at + 1;
        }

        return -1;
    }

    private void AddExtra(ReadOnlySpan<char> name, TextSlice value)
    {
        if (_extraCount + _known.Length >= _maxVariables)
        {
            throw new EngineLimitException($"The transaction sets more than {_maxVariables} TX variables.");
        }

        if (_extraCount == _extraHashes.Length)
        {
            Array.Resize(ref _extraHashes, _extraCount * 2);
        }

        _extraHashes[_extraCount++] = AsciiHash(name);
        _extraNames.Add(_arena.Add(name));
        _extraValues.Add(value);
    }

    private static int AsciiHash(ReadOnlySpan<char> name)
    {
        uint hash = 2166136261;
        foreach (char letter in name)
        {
            hash = (hash ^ (char.IsAsciiLetterUpper(letter) ? (uint)(letter | 0x20) : letter)) * 16777619;
        }

        return (int)hash;
    }
}
