namespace Edge.Rules.Transformations;

/// <summary><c>t:escapeSeqDecode</c>: the escapes of ANSI C; an unknown one loses its backslash.</summary>
internal sealed class EscapeSeqDecode : ITransformation
{
    public string Name => "escapeSeqDecode";

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

    private static int Escape(ReadOnlySpan<char> text, out char decoded)
    {
        if ((text[0] | 0x20) == 'x' && text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
        {
            decoded = ByteText.HexPair(text[1], text[2]);
            return 3;
        }

        int digits = Escapes.Octal(text, out int value);
        if (digits > 0)
        {
            decoded = (char)(value & 0xFF);
            return digits;
        }

        decoded = Escapes.Control(text[0]);
        return 1;
    }
}
