using System.Runtime.InteropServices;

namespace Edge.Gateway.Access.Addresses;

/// <summary>Flattens prefixes, which nest or lie apart, to segments in order.</summary>
internal static class AddressTableBuilder
{
    /// <summary>Most different labels: pairs of set memberships and prefix length. Real lists have a few hundred.</summary>
    public const int MaxLabels = ushort.MaxValue;

    /// <summary>Sorts <paramref name="entries"/> and builds the table.</summary>
    /// <exception cref="InvalidOperationException">The sets overlap in more than <see cref="MaxLabels"/> ways.</exception>
    public static AddressTable Build(List<AddressEntry> entries)
    {
        Span<AddressEntry> all = CollectionsMarshal.AsSpan(entries);
        all.Sort(static (left, right) =>
        {
            int byFamily = left.Prefix.Network.IsV6.CompareTo(right.Prefix.Network.IsV6);
            int byStart = byFamily != 0 ? byFamily : left.Prefix.Network.Bits.CompareTo(right.Prefix.Network.Bits);
            return byStart != 0 ? byStart : left.Prefix.Length.CompareTo(right.Prefix.Length); // The wider one first: the other lies in it.
        });
        int v4 = 0;
        while (v4 < all.Length && !all[v4].Prefix.Network.IsV6)
        {
            v4++;
        }

        Dictionary<AddressMatch, ushort> labels = new() { [default] = 0 };
        V4Table v4Table = new(Flatten(all[..v4], labels, widthMask: UInt128.MaxValue << 96));
        V6Table v6Table = new(Flatten(all[v4..], labels, widthMask: UInt128.MaxValue));
        AddressMatch[] meanings = new AddressMatch[labels.Count];
        foreach ((AddressMatch match, ushort label) in labels)
        {
            meanings[label] = match;
        }

        return new AddressTable(meanings, v4Table, v6Table, entries.Count);
    }

    private static List<AddressSegment> Flatten(ReadOnlySpan<AddressEntry> sorted, Dictionary<AddressMatch, ushort> labels, UInt128 widthMask)
    {
        List<AddressSegment> segments = new(sorted.Length);
        Stack<(UInt128 Last, AddressMatch Match)> open = new(); // The prefixes around the current address, the narrowest on top.
        UInt128 one = ~widthMask + 1; // Distance between two addresses.
        foreach (AddressEntry entry in sorted)
        {
            CloseBefore(entry.Prefix.Network.Bits);
            AddressMatch around = open.Count > 0 ? open.Peek().Match : default;
            AddressMatch match = new(around.Sets | (1UL << entry.Set), entry.Prefix.Length);
            open.Push((entry.Prefix.LastBits & widthMask, match));
            Append(segments, entry.Prefix.Network.Bits, LabelOf(match, labels));
        }

        CloseBefore(null);
        return segments;

        void CloseBefore(UInt128? next)
        {
            while (open.Count > 0 && (next is null || open.Peek().Last < next))
            {
                UInt128 last = open.Pop().Last;
                if (last != widthMask) // Nothing lies behind the highest address.
                {
                    Append(segments, last + one, LabelOf(open.Count > 0 ? open.Peek().Match : default, labels));
                }
            }
        }
    }

    private static void Append(List<AddressSegment> segments, UInt128 start, ushort label)
    {
        if (segments.Count > 0 && segments[^1].Start == start)
        {
            segments.RemoveAt(segments.Count - 1); // It was empty.
        }

        ushort before = segments.Count > 0 ? segments[^1].Label : (ushort)0;
        if (label != before)
        {
            segments.Add(new AddressSegment(start, label));
        }
    }

    private static ushort LabelOf(AddressMatch match, Dictionary<AddressMatch, ushort> labels)
    {
        if (!labels.TryGetValue(match, out ushort label))
        {
            if (labels.Count == MaxLabels)
            {
                throw new InvalidOperationException($"The address sets overlap in more than {MaxLabels} ways.");
            }

            label = (ushort)labels.Count;
            labels.Add(match, label);
        }

        return label;
    }
}
