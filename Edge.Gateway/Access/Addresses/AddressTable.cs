namespace Edge.Gateway.Access.Addresses;

/// <summary>All address sets of a snapshot in one structure: one search tells every set that holds an address. Immutable.</summary>
/// <remarks>
/// Nested prefixes are flattened to segments that do not overlap, so the longest prefix is found by a search for the segment.
/// The cost does not depend on how many prefix lengths or sets there are; nothing is allocated.
/// </remarks>
internal sealed class AddressTable
{
    /// <summary>Most sets: one bit each of a 64-bit word.</summary>
    public const int MaxSets = 64;

    /// <summary>Most entries of all sets together. A million IPv4 addresses take 8 MB.</summary>
    public const int MaxEntries = 4_000_000;

    /// <summary>A table without sets.</summary>
    public static readonly AddressTable Empty = AddressTableBuilder.Build([]);

    private readonly AddressMatch[] _labels;
    private readonly V4Table _v4;
    private readonly V6Table _v6;

    /// <param name="labels">What each label means; the first one is that of no set.</param>
    /// <param name="v4">Segments of IPv4.</param>
    /// <param name="v6">Segments of IPv6.</param>
    /// <param name="entries">How many prefixes it was built from.</param>
    public AddressTable(AddressMatch[] labels, V4Table v4, V6Table v6, int entries)
    {
        (_labels, _v4, _v6, Entries) = (labels, v4, v6, entries);
    }

    /// <summary>Prefixes it was built from.</summary>
    public int Entries { get; }

    /// <summary>Memory that the search structures take.</summary>
    public long Bytes => _v4.Bytes + _v6.Bytes + (16L * _labels.Length);

    /// <summary>Every set that contains the address, and its longest prefix.</summary>
    public AddressMatch Find(AddressKey address) => _labels[address.IsV6 ? _v6.Find(address.High, address.Low) : _v4.Find(address.V4)];
}
