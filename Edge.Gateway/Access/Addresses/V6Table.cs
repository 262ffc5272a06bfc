using System.Numerics;
using System.Runtime.Intrinsics;

namespace Edge.Gateway.Access.Addresses;

/// <summary>Segments of IPv6: a static search tree over the upper 64 bits, sixteen keys a step.</summary>
/// <remarks>
/// Level 0 has every segment's upper half in order; each level above has every sixteenth key of the one below. A search reads
/// two cache lines a level, six levels for a million prefixes. The lower halves are kept, and read, only when a prefix is
/// longer than /64. A segment takes 10.5 or 18.5 bytes.
/// </remarks>
internal sealed class V6Table
{
    private const int Fan = 16;

    private readonly ulong[][] _levels = []; // Padded to a multiple of Fan.
    private readonly int[] _counts = []; // Keys of each level without the padding.
    private readonly ulong[] _lows = [];
    private readonly ushort[] _labels = [];

    /// <param name="segments">In order; what lies before the first has label 0.</param>
    public V6Table(IReadOnlyList<AddressSegment> segments)
    {
        if (segments.Count == 0)
        {
            return;
        }

        // A first key of zero spares the search the case that nothing lies at or before an address.
        int sentinel = segments[0].Start == UInt128.Zero ? 0 : 1;
        ulong[] highs = new ulong[segments.Count + sentinel];
        ulong[] lows = new ulong[highs.Length];
        _labels = new ushort[highs.Length];
        for (int i = 0; i < segments.Count; i++)
        {
            highs[i + sentinel] = (ulong)(segments[i].Start >> 64);
            lows[i + sentinel] = (ulong)segments[i].Start;
            _labels[i + sentinel] = segments[i].Label;
        }

        _lows = lows.AsSpan().ContainsAnyExcept(0UL) ? lows : [];
        List<ulong[]> levels = [];
        List<int> counts = [];
        for (ulong[] keys = highs; ; keys = EveryFanth(keys))
        {
            levels.Add(Padded(keys));
            counts.Add(keys.Length);
            if (keys.Length <= Fan)
            {
                break;
            }
        }

        (_levels, _counts) = ([.. levels], [.. counts]);
    }

    public long Bytes => _levels.Sum(static level => 8L * level.Length) + (8L * _lows.Length) + (2L * _labels.Length);

    public ushort Find(ulong high, ulong low)
    {
        if (_levels.Length == 0)
        {
            return 0;
        }

        int found = 0;
        for (int level = _levels.Length - 1; level >= 0; level--)
        {
            int block = found * Fan;
            int notAbove = CountNotAbove(_levels[level].AsSpan(block, Fan), high);
            found = Math.Min(block + notAbove, _counts[level]) - 1; // Padding counts for the highest address.
        }

        return _labels[_lows.Length > 0 && IsAbove(found, high, low) ? StepBack(found, high, low) : found];
    }

    private static int CountNotAbove(ReadOnlySpan<ulong> keys, ulong wanted)
    {
        int count = 0;
        Vector256<ulong> limit = Vector256.Create(wanted);
        for (int i = 0; i < Fan; i += Vector256<ulong>.Count)
        {
            Vector256<ulong> above = Vector256.GreaterThan(Vector256.Create(keys.Slice(i, Vector256<ulong>.Count)), limit);
            count += Vector256<ulong>.Count - BitOperations.PopCount(above.ExtractMostSignificantBits());
        }

        return count;
    }

    private bool IsAbove(int index, ulong high, ulong low) => _levels[0][index] == high && _lows[index] > low;

    /// <summary>Several segments lie in the /64: gallops back to the one that holds the lower half.</summary>
    private int StepBack(int above, ulong high, ulong low)
    {
        int from = above - 1;
        for (int step = 1; from > 0 && IsAbove(from, high, low); step *= 2)
        {
            (above, from) = (from, Math.Max(0, from - step));
        }

        while (above - from > 1)
        {
            int middle = (from + above) / 2;
            if (IsAbove(middle, high, low))
            {
                above = middle;
            }
            else
            {
                from = middle;
            }
        }

        return from;
    }

    private static ulong[] EveryFanth(ulong[] keys)
    {
        ulong[] picked = new ulong[(keys.Length + Fan - 1) / Fan];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = keys[i * Fan];
        }

        return picked;
    }

    private static ulong[] Padded(ulong[] keys)
    {
        ulong[] padded = new ulong[(keys.Length + Fan - 1) / Fan * Fan];
        keys.CopyTo(padded, 0);
        padded.AsSpan(keys.Length).Fill(ulong.MaxValue);
        return padded;
    }
}
