namespace Edge.Rules.Compilation;

/// <summary>
/// Remembers of values that come again and again, as names and values of headers do, which clauses they meet: to look
/// one up touches two places of memory, to search it touches one for each char. Shared by all transactions of a rule set.
/// </summary>
/// <remarks>
/// A value is kept when it comes for the second time with no other of its place in between, and the one that is there was
/// not asked for meanwhile: values which never come again allocate nothing and displace nothing.
/// </remarks>
internal sealed class ClauseMemory
{
    /// <summary>Longer values, in chars, are not remembered.</summary>
    public const int MaxLength = 256;

    /// <summary>Shorter values, in chars, are searched as fast as they are looked up.</summary>
    private const int MinLength = 4;

    /// <summary>Values that are remembered at most: with their texts less than a megabyte. A power of two.</summary>
    private const int Places = 1024;

    private readonly Entry?[] _entries = new Entry?[Places];
    private readonly int[] _lastHash = new int[Places];

    public static bool IsEligible(ReadOnlySpan<char> value) => value.Length is >= MinLength and <= MaxLength;

    /// <summary>The bits of the clauses; null when there are none.</summary>
    /// <param name="value">An eligible value.</param>
    /// <param name="hash">For <see cref="Add"/>.</param>
    /// <param name="clauses">What is known; empty bits stand as null.</param>
    public bool TryGet(ReadOnlySpan<char> value, out int hash, out ulong[]? clauses)
    {
        hash = string.GetHashCode(value);
        Entry? entry = Volatile.Read(ref _entries[hash & (Places - 1)]);
        bool isKnown = entry is not null && entry.Hash == hash && value.SequenceEqual(entry.Text);
        clauses = null;
        if (!isKnown)
        {
            return false;
        }

        if (!entry!.IsUsed)
        {
            entry.IsUsed = true; // Not written each time: other cores read it.
        }

        clauses = entry.Clauses;
        return true;
    }

    /// <summary>Called with what a search found.</summary>
    /// <param name="value">The value.</param>
    /// <param name="hash">Of <see cref="TryGet"/>.</param>
    /// <param name="clauses">Copied; empty for none.</param>
    public void Add(ReadOnlySpan<char> value, int hash, ReadOnlySpan<ulong> clauses)
    {
        int place = hash & (Places - 1);
        if (_lastHash[place] != hash)
        {
            _lastHash[place] = hash;
            return;
        }

        if (_entries[place] is { IsUsed: true } other)
        {
            other.IsUsed = false;
            return;
        }

        Volatile.Write(ref _entries[place], new Entry(hash, value.ToString(), clauses.IsEmpty ? null : clauses.ToArray()));
    }

    private sealed class Entry(int hash, string text, ulong[]? clauses)
    {
        public int Hash { get; } = hash;

        public string Text { get; } = text;

        public ulong[]? Clauses { get; } = clauses;

        public bool IsUsed { get; set; }
    }
}
