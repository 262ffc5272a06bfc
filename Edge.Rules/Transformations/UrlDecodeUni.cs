namespace Edge.Rules.Transformations;

/// <summary><c>t:urlDecodeUni</c>: as <c>urlDecode</c>, and <c>%uHHHH</c> of IIS.</summary>
/// <remarks>
/// A code point becomes what the <c>SecUnicodeMapFile</c> says; without a map, its low byte, and full-width ASCII
/// (U+FF01 to U+FF5E) the ASCII it looks like.
/// </remarks>
/// <param name="map">65,536 entries: the byte of each code point, or a negative number; null for no map.</param>
internal sealed class UrlDecodeUni(short[]? map = null) : ITransformation
{
    public string Name => "urlDecodeUni";

    public string? Triggers => "%+";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOfAny('%', '+');
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..i].CopyTo(output);
        int written = i;
        while (i < input.Length)
        {
            char c = input[i];
            if (c != '%' || i + 2 >= input.Length)
            {
                output[written++] = c == '+' ? ' ' : c;
                i++;
            }
            else if ((input[i + 1] | 0x20) == 'u')
            {
                i += Unicode(input[i..], output, ref written);
            }
            else if (char.IsAsciiHexDigit(input[i + 1]) && char.IsAsciiHexDigit(input[i + 2]))
            {
                output[written++] = ByteText.HexPair(input[i + 1], input[i + 2]);
                i += 3;
            }
            else
            {
                output[written++] = c;
                i++;
            }
        }

        return ByteText.Outcome(input, output[..written]);
    }

    private int Unicode(ReadOnlySpan<char> input, Span<char> output, ref int written)
    {
        if (!FourDigits.At(input, 2))
        {
            output[written++] = input[0];
            output[written++] = input[1];
            return 2;
        }

        char low = FourDigits.LowByte(input[2..]);
        int mapped = map?[(ByteText.HexPair(input[2], input[3]) << 8) | ByteText.HexPair(input[4], input[5])] ?? -1;
        output[written++] = mapped >= 0 ? (char)(mapped & 0xFF) : low;
        return 6;
    }
}
