namespace Edge.Rules.Transformations;

/// <summary><c>t:hexDecode</c>: one byte for each two digits; an odd last digit is dropped.</summary>
internal sealed class HexDecode : ITransformation
{
    public string Name => "hexDecode";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (input.IsEmpty)
        {
            return ITransformation.Unchanged;
        }

        int count = input.Length / 2;
        for (int i = 0; i < count; i++)
        {
            output[i] = ByteText.HexPair(input[2 * i], input[(2 * i) + 1]);
        }

        return count;
    }
}
