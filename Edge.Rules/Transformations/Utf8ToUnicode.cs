namespace Edge.Rules.Transformations;

/// <summary><c>t:utf8toUnicode</c>: each UTF-8 sequence of two to four bytes as <c>%uHHHH</c>.</summary>
/// <remarks>
/// As in the reference engine: a lead byte without its continuation is dropped; overlong forms and surrogates are
/// written and followed by their lead byte, so that rules can see them.
/// </remarks>
internal sealed class Utf8ToUnicode : ITransformation
{
    /// <summary>An overlong two-byte sequence writes seven chars.</summary>
    private const int MaxGrowth = 4;

    private static readonly string NotAscii = new([.. Enumerable.Range(0x80, 0x80).Select(static value => (char)value)]);

    public string Name => "utf8toUnicode";

    public string? Triggers => NotAscii;

    public int GetMaxOutputLength(int inputLength) => MaxGrowth * inputLength;

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOfAnyExcept(ByteText.Ascii);
        if (i < 0)
        {
            return ITransformation.Unchanged;
        }

        input[..i].CopyTo(output);
        int written = i;
        while (i < input.Length)
        {
            char lead = input[i];
            int length = lead switch { < '\u0080' => 1, >= '\u00C0' and < '\u00E0' => 2, >= '\u00E0' and < '\u00F0' => 3, >= '\u00F0' and < '\u00F8' => 4, _ => 1 };
            if (length == 1 || lead >= '\u00F5')
            {
                output[written++] = lead;
            }

            if (length == 1 || !HasContinuations(input[i..], length))
            {
                i++;
                continue;
            }

            int code = Decode(input.Slice(i, length));
            WriteCode(code, output, ref written);
            if (code is >= 0xD800 and <= 0xDFFF || code < (length switch { 2 => 0x80, 3 => 0x800, _ => 0x10000 }))
            {
                output[written++] = lead;
            }

            i += length;
        }

        return ByteText.Outcome(input, output[..written]);
    }

    private static bool HasContinuations(ReadOnlySpan<char> text, int length) =>
        text.Length >= length
        && (text[1] & 0xC0) == 0x80
        && (length < 3 || (text[2] & 0xC0) == 0x80)
        && (length < 4 || (text[3] & 0xC0) == 0x80);

    private static int Decode(ReadOnlySpan<char> sequence)
    {
        int code = sequence[0] & (0x7F >> sequence.Length);
        foreach (char c in sequence[1..])
        {
            code = (code << 6) | (c & 0x3F);
        }

        return code;
    }

    private static void WriteCode(int code, Span<char> output, ref int written)
    {
        output[written++] = '%';
        output[written++] = 'u';
        ReadOnlySpan<char> digits = "0123456789abcdef";
        for (int shift = code > 0xFFFFF ? 20 : code > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
        {
            output[written++] = digits[(code >> shift) & 0xF];
        }
    }
}
