using System.Numerics;

namespace Edge.Rules.Compilation;

/// <summary>Sets as bits of 64-bit words.</summary>
internal static class Bits
{
    /// <summary>Adds a set to another, which has at least as many words.</summary>
    public static void Or(Span<ulong> target, ReadOnlySpan<ulong> source)
    {
        int word = 0;
        for (; word <= source.Length - Vector<ulong>.Count; word += Vector<ulong>.Count)
        {
            (new Vector<ulong>(target[word..]) | new Vector<ulong>(source[word..])).CopyTo(target[word..]);
        }

        for (; word < source.Length; word++)
        {
            target[word] |= source[word];
        }
    }
}
