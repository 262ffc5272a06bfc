namespace Edge.Gateway.Access.Addresses;

/// <summary>Segments of IPv4: found by the upper 16 bits directly, then by a binary search of the lower 16 within.</summary>
/// <remarks>
/// A segment takes 4 bytes, because its upper half is its place. 384 KB come on top as soon as there is one. A search is at most
/// 16 steps in 128 KB, whatever the list: a /16 has no more addresses.
/// </remarks>
internal sealed class V4Table
{
    private const int Blocks = 1 << 16;

    private readonly int[] _blockStarts = []; // One more than blocks: where the next block's segments begin.
    private readonly ushort[] _blockLabels = []; // Label of a block's first address.
    private readonly uint[] _segments = []; // Lower half of the first address, then the label: both in one cache line.

    /// <param name="segments">In order; what lies before the first has label 0.</param>
    public V4Table(IReadOnlyList<AddressSegment> segments)
    {
        if (segments.Count == 0)
        {
            return;
        }

        _blockStarts = new int[Blocks + 1];
        _blockLabels = new ushort[Blocks];
        List<uint> entries = new(segments.Count);
        ushort label = 0;
        int next = 0;
        for (int block = 0; block < Blocks; block++)
        {
            _blockStarts[block] = entries.Count;
            if (next < segments.Count && AddressOf(segments[next]) == (uint)block << 16)
            {
                label = segments[next++].Label; // Begins with the block: needs no entry of its own.
            }

            _blockLabels[block] = label;
            for (; next < segments.Count && AddressOf(segments[next]) >> 16 == block; next++)
            {
                label = segments[next].Label;
                entries.Add((AddressOf(segments[next]) << 16) | label);
            }
        }

        _blockStarts[Blocks] = entries.Count;
        _segments = [.. entries];
    }

    public long Bytes => (4L * _blockStarts.Length) + (2L * _blockLabels.Length) + (4L * _segments.Length);

    public ushort Find(uint address)
    {
        if (_blockLabels.Length == 0)
        {
            return 0;
        }

        int block = (int)(address >> 16);
        ReadOnlySpan<uint> segments = _segments.AsSpan(_blockStarts[block], _blockStarts[block + 1] - _blockStarts[block]);
        uint wanted = (address << 16) | ushort.MaxValue; // Whatever the label, a segment that begins at the address is not above.
        if (segments.IsEmpty || segments[0] > wanted)
        {
            return _blockLabels[block];
        }

        int found = 0;
        for (int length = segments.Length; length > 1;) // No branch depends on the address: it could not be predicted.
        {
            int half = length >> 1;
            found = segments[found + half] <= wanted ? found + half : found;
            length -= half;
        }

        return (ushort)segments[found];
    }

    private static uint AddressOf(AddressSegment segment) => (uint)(segment.Start >> 96);
}
