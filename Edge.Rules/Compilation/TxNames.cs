using System.Collections.Frozen;

namespace Edge.Rules.Compilation;

/// <summary>The TX names that rules spell out, each with its own slot. 0 to 9 are the captures.</summary>
internal sealed class TxNames
{
    /// <summary>TX:0 to TX:9.</summary>
    public const int CaptureCount = 10;

    /// <summary>What the engine itself sets when a pattern gave up; a name of its own slot, so that there is always room for it.</summary>
    public const string PatternLimit = "MSC_PCRE_LIMITS_EXCEEDED";

    private readonly Dictionary<string, int> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];
    private FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? _lookup;

    public TxNames()
    {
        for (int index = 0; index < CaptureCount; index++)
        {
            SlotOf(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        SlotOf(PatternLimit);
    }

    public int Count => _names.Count;

    public string NameOf(int slot) => _names[slot];

    /// <summary>At load: the slot of a name, made when it is new.</summary>
    public int SlotOf(string name)
    {
        if (!_slots.TryGetValue(name, out int slot))
        {
            slot = _names.Count;
            _slots.Add(name, slot);
            _names.Add(name);
        }

        return slot;
    }

    public void Freeze() =>
        _lookup = _slots.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>At run time: the slot of a name, or -1 when no rule spells it out.</summary>
    public int Find(ReadOnlySpan<char> name) => _lookup!.Value.TryGetValue(name, out int slot) ? slot : -1;
}
