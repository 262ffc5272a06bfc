namespace Edge.Rules.Transformations;

/// <summary><c>t:hexEncode</c>: two lower-case hexadecimal digits for each byte.</summary>
internal sealed class HexEncode : ITransformation
{
    public string Name => "hexEncode";

    public int GetMaxOutputLength(int inputLength) => 2 * inputLength;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (input.IsEmpty)
        {
            return ITransformation.Unchanged;
        }

        ReadOnlySpan<char> digits = "0123456789abcdef";
        for (int i = 0; i < input.Length; i++)
        {
            output[2 * i] = digits[(input[i] >> 4) & 0xF];
            output[(2 * i) + 1] = digits[input[i] & 0xF];
        }

        return 2 * input.Length;
    }
}
