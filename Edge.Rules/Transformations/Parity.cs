using System.Numerics;

namespace Edge.Rules.Transformations;

/// <summary>Sets the high bit of each byte by the parity of its bits.</summary>
internal static class Parity
{
    public static int Apply(ReadOnlySpan<char> input, Span<char> output, bool even)
    {
        for (int i = 0; i < input.Length; i++)
        {
            bool odd = (BitOperations.PopCount(input[i]) & 1) != 0;
            output[i] = (char)(odd == even ? input[i] | 0x80 : input[i] & 0x7F);
        }

        return ByteText.Outcome(input, output[..input.Length]);
    }
}
