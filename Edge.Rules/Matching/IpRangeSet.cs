namespace Edge.Rules.Matching;

/// <summary>A set of IPv4 and IPv6 address ranges: sorted, merged, searched by halves. Immutable.</summary>
internal sealed class IpRangeSet
{
    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    private IpRangeSet(UInt128[] first, UInt128[] last) => (_first, _last) = (first, last);

    /// <summary>Builds the set from addresses and CIDR blocks; false with the entry that is neither.</summary>
    public static bool TryCreate(IEnumerable<string> entries, out IpRangeSet set, out string? wrong)
    {
        List<(UInt128 First, UInt128 Last)> ranges = [];
        wrong = null;
        foreach (string entry in entries)
        {
            if (!TryParseBlock(entry.AsSpan().Trim(), out UInt128 first, out UInt128 last))
            {
                wrong = entry;
                break;
            }

            ranges.Add((first, last));
        }

        ranges.Sort();
        List<(UInt128 First, UInt128 Last)> merged = [];
        foreach ((UInt128 first, UInt128 last) in ranges)
        {
            if (merged.Count > 0 && first <= merged[^1].Last)
            {
                merged[^1] = (merged[^1].First, UInt128.Max(last, merged[^1].Last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        set = new IpRangeSet([.. merged.Select(static range => range.First)], [.. merged.Select(static range => range.Last)]);
        return wrong is null;
    }

    /// <summary>Whether the text is an address of the set. Allocates nothing.</summary>
    public bool Contains(ReadOnlySpan<char> address)
    {
        if (!IpText.TryParse(address, out UInt128 value, out _))
        {
            return false;
        }

        int at = Array.BinarySearch(_first, value);
        at = at < 0 ? ~at - 1 : at;
        return at >= 0 && value <= _last[at];
    }

    private static bool TryParseBlock(ReadOnlySpan<char> entry, out UInt128 first, out UInt128 last)
    {
        int slash = entry.IndexOf('/');
        first = last = default;
        if (!IpText.TryParse(slash < 0 ? entry : entry[..slash], out UInt128 address, out bool isV4))
        {
            return false;
        }

        int bits = isV4 ? 32 : 128;
        int prefix = bits;
        if (slash >= 0 && (!int.TryParse(entry[(slash + 1)..], System.Globalization.NumberStyles.None, null, out prefix) || prefix > bits))
        {
            return false;
        }

        UInt128 host = prefix == 0 ? (isV4 ? uint.MaxValue : UInt128.MaxValue) : (UInt128.One << (bits - prefix)) - 1;
        first = address & ~host;
        last = address | host;
        return true;
    }
}
