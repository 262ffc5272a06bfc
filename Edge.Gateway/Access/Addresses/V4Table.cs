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
    private readonly ushort[] _starts = [];
    private readonly ushort[] _labels = [];

    /// <param name="segments">In order; what lies before the first has label 0.</param>
    public V4Table(IReadOnlyList<AddressSegment> segments)
    {
        if (segments.Count == 0)
        {
            return;
        }

        _blockStarts = new int[Blocks + 1];
        _blockLabels = new ushort[Blocks];
        List<ushort> starts = new(segments.Count);
        List<ushort> labels = new(segments.Count);
        ushort label = 0;
        int next = 0;
        for (int block = 0; block < Blocks; block++)
        {
            _blockStarts[block] = starts.Count;
            if (next < segments.Count && AddressOf(segments[next]) == (uint)block << 16)
            {
                label = segments[next++].Label; // Begins with the block: needs no entry of its own.
            }

            _blockLabels[block] = label;
            for (; next < segments.Count && AddressOf(segments[next]) >> 16 == block; next++)
            {
                label = segments[next].Label;
                starts.Add((ushort)AddressOf(segments[next]));
                labels.Add(label);
            }
        }

        _blockStarts[Blocks] = starts.Count;
        (_starts, _labels) = ([.. starts], [.. labels]);
    }

    public long Bytes => (4L * _blockStarts.Length) + (2L * _blockLabels.Length) + (2L * _starts.Length) + (2L * _labels.Length);

    public ushort Find(uint address)
    {
        if (_blockLabels.Length == 0)
        {
            return 0;
        }

        int block = (int)(address >> 16);
        int low = _blockStarts[block];
        int high = _blockStarts[block + 1];
        int first = low;
        ushort wanted = (ushort)address;
        while (low < high) // Finds the first segment that begins behind the address.
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (_starts[middle] <= wanted)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == first ? _blockLabels[block] : _labels[low - 1];
    }

    private static uint AddressOf(AddressSegment segment) => (uint)(segment.Start >> 96);
}
