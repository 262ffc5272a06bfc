namespace Edge.Rules.Transformations;

/// <summary><c>t:jsDecode</c>: JavaScript's <c>\uHHHH</c>, <c>\xHH</c>, octal and one-letter escapes.</summary>
internal sealed class JsDecode : ITransformation
{
    public string Name => "jsDecode";

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
        while (i >= 0 && i + 1 < rest.Length)
        {
            rest[..i].CopyTo(output[written..]);
            written += i;
            rest = rest[(i + 1)..];
            rest = rest[Escape(rest, out output[written++])..];
            i = rest.IndexOf('\\');
        }

        rest.CopyTo(output[written..]);
        return ByteText.Outcome(input, output[..(written + rest.Length)]);
    }

    /// <summary>Reads what follows a backslash, at least one char.</summary>
    private static int Escape(ReadOnlySpan<char> text, out char decoded)
    {
        if (text[0] == 'u' && FourDigits.At(text, 1))
        {
            decoded = FourDigits.LowByte(text[1..]);
            return 5;
        }

        if (text[0] == 'x' && text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
        {
            decoded = ByteText.HexPair(text[1], text[2]);
            return 3;
        }

        int digits = Escapes.Octal(text, out int value);
        if (digits > 0)
        {
            bool tooLarge = digits == 3 && text[0] > '3'; // One byte holds no more than \377: the third digit is text.
            decoded = (char)(tooLarge ? value / 8 : value);
            return tooLarge ? 2 : digits;
        }

        decoded = Escapes.Control(text[0]);
        return 1;
    }
}
