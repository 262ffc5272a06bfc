using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Names and values of one collection, in the order in which they came.</summary>
internal sealed class EntryList
{
    /// <summary>Entries that a pooled list keeps room for.</summary>
    private const int MaxKeptEntries = 1024;

    private Entry[] _items = new Entry[16];

    public int Count { get; private set; }

    /// <summary>Changes with every addition, so that what was derived from the list can be seen to be old.</summary>
    public int Version { get; private set; }

    public ref Entry this[int index] => ref _items[index];

    public void Add(TextSlice name, TextSlice value, ValueOrigin origin)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = new Entry { Name = name, Value = value, Origin = origin };
        Version++;
    }

    public void Clear()
    {
        if (_items.Length > MaxKeptEntries)
        {
            _items = new Entry[16];
        }
        else
        {
            _items.AsSpan(0, Count).Clear(); // Constants of an old rule set must not be held.
        }

        Count = 0;
        Version++;
    }

    /// <summary>One name and value, each with its node in the <see cref="ValueTree"/> once a rule looked at it.</summary>
    internal struct Entry
    {
        public TextSlice Name;
        public TextSlice Value;
        public int NameNode;
        public int ValueNode;
        public ValueOrigin Origin;
    }
}
