namespace Edge.Rules.Transformations;

/// <summary><c>t:sqlHexDecode</c>: puts the bytes in place of SQL literals such as <c>0x414243</c>.</summary>
internal sealed class SqlHexDecode : ITransformation
{
    public string Name => "sqlHexDecode";

    public string? Triggers => "xX";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOf("0x", StringComparison.OrdinalIgnoreCase);
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..i].CopyTo(output);
        int written = i;
        while (i < input.Length)
        {
            if (input[i] != '0' || i + 3 >= input.Length || (input[i + 1] | 0x20) != 'x' || !IsPair(input, i + 2))
            {
                output[written++] = input[i++];
                continue;
            }

            for (i += 2; IsPair(input, i); i += 2)
            {
                output[written++] = ByteText.HexPair(input[i], input[i + 1]);
            }
        }

        return ByteText.Outcome(input, output[..written]);
    }

    private static bool IsPair(ReadOnlySpan<char> input, int at) =>
        at + 1 < input.Length && char.IsAsciiHexDigit(input[at]) && char.IsAsciiHexDigit(input[at + 1]);
}
