namespace Edge.Rules.Transformations;

/// <summary><c>t:cssDecode</c>: CSS 2 escapes, up to six hexadecimal digits of which the last two make the byte.</summary>
internal sealed class CssDecode : ITransformation
{
    /// <summary>CSS 2.1, section 4.1.3: an escape has at most six digits.</summary>
    private const int MaxDigits = 6;

    public string Name => "cssDecode";

    public string? Triggers => "\\";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOf('\\');
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        int written = 0;
        ReadOnlySpan<char> rest = input;
        while (i >= 0)
        {
            rest[..i].CopyTo(output[written..]);
            written += i;
            rest = rest[(i + 1)..];
            rest = rest[Escape(rest, output, ref written)..];
            i = rest.IndexOf('\\');
        }

        rest.CopyTo(output[written..]);
        return written + rest.Length;
    }

    /// <summary>Reads what follows a backslash; a backslash at the end and one before a newline vanish.</summary>
    private static int Escape(ReadOnlySpan<char> text, Span<char> output, ref int written)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        int digits = 0;
        while (digits < MaxDigits && digits < text.Length && char.IsAsciiHexDigit(text[digits]))
        {
            digits++;
        }

        if (digits == 0)
        {
            if (text[0] != '\n')
            {
                output[written++] = text[0];
            }

            return 1;
        }

        output[written++] = Decode(text[..digits]);
        return digits < text.Length && ByteText.IsSpace(text[digits]) ? digits + 1 : digits;
    }

    private static char Decode(ReadOnlySpan<char> digits)
    {
        if (digits.Length == 1)
        {
            return ByteText.HexPair('0', digits[0]);
        }

        bool isUtf16 = digits.Length >= 4 && !digits[..^4].ContainsAnyExcept('0');
        return isUtf16 ? FourDigits.LowByte(digits[^4..]) : ByteText.HexPair(digits[^2], digits[^1]);
    }
}
