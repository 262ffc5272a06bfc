using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>The records of persistent collections that a transaction has opened.</summary>
internal sealed class PersistentRecords(IPersistentCollections store, TextArena arena, TimeSpan lifetime)
{
    private const int FirstKind = (int)VariableKind.Ip;
    private const int KindCount = (int)VariableKind.Resource - FirstKind + 1;

    /// <summary>Chars of a record's key; a longer one is cut, so that no header can fill the store.</summary>
    private const int MaxKeyChars = 256;

    private static readonly string[] Names = ["ip", "session", "user", "global", "resource"];

    private readonly TextSlice[] _keys = new TextSlice[KindCount];
    private readonly bool[] _isOpen = new bool[KindCount];

    public void Open(VariableKind kind, TextSlice key)
    {
        int index = (int)kind - FirstKind;
        _keys[index] = key.Length > MaxKeyChars ? key.Slice(0, MaxKeyChars) : key;
        _isOpen[index] = !key.IsEmpty;
    }

    public bool TryGet(VariableKind kind, ReadOnlySpan<char> variable, out string value)
    {
        int index = (int)kind - FirstKind;
        value = "";
        return _isOpen[index] && store.TryGet(Names[index], arena.Get(_keys[index]), variable, out value);
    }

    public void Set(VariableKind kind, ReadOnlySpan<char> variable, ReadOnlySpan<char> value)
    {
        int index = (int)kind - FirstKind;
        if (_isOpen[index])
        {
            store.Set(Names[index], arena.Get(_keys[index]), variable, value, lifetime);
        }
    }

    public void Add(VariableKind kind, ReadOnlySpan<char> variable, long amount)
    {
        int index = (int)kind - FirstKind;
        if (_isOpen[index])
        {
            store.Add(Names[index], arena.Get(_keys[index]), variable, amount, lifetime);
        }
    }

    public void Remove(VariableKind kind, ReadOnlySpan<char> variable)
    {
        int index = (int)kind - FirstKind;
        if (_isOpen[index])
        {
            store.Remove(Names[index], arena.Get(_keys[index]), variable);
        }
    }

    public void Expire(VariableKind kind, ReadOnlySpan<char> variable, TimeSpan after)
    {
        int index = (int)kind - FirstKind;
        if (_isOpen[index])
        {
            store.Expire(Names[index], arena.Get(_keys[index]), variable, after);
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Enumerate(VariableKind kind)
    {
        int index = (int)kind - FirstKind;
        return _isOpen[index] ? store.Enumerate(Names[index], arena.Get(_keys[index])) : [];
    }

    public void Clear()
    {
        _keys.AsSpan().Clear();
        _isOpen.AsSpan().Clear();
    }
}
