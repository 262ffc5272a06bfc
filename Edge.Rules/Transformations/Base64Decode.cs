namespace Edge.Rules.Transformations;

/// <summary><c>t:base64Decode</c>: strict base64; what is not base64 decodes to nothing, as in the reference engine.</summary>
/// <remarks>The value ends at its first zero byte. Line breaks are skipped, a group that is not full is dropped.</remarks>
internal sealed class Base64Decode : ITransformation
{
    public string Name => "base64Decode";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        if (input.IsEmpty)
        {
            return ITransformation.Unchanged;
        }

        int end = input.IndexOf('\0');
        ReadOnlySpan<char> text = end < 0 ? input : input[..end];
        int written = 0;
        int bits = 0;
        int digits = 0;
        int padding = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\r' or '\n' or ' ')
            {
                if (!IsBeforeLineEnd(text[i..]))
                {
                    return 0;
                }

                continue;
            }

            int value = c == '=' ? 0 : Base64Alphabet.Value(c);
            padding += c == '=' ? 1 : 0;
            if (value < 0 || padding > 2 || (padding > 0 && c != '='))
            {
                return 0;
            }

            bits = (bits << 6) | value;
            if (++digits % 4 == 0)
            {
                WriteGroup(bits, 3 - padding, output, ref written);
                bits = 0;
            }
        }

        return written;
    }

    private static void WriteGroup(int bits, int count, Span<char> output, ref int written)
    {
        for (int i = 0; i < count; i++)
        {
            output[written++] = (char)((bits >> (16 - (8 * i))) & 0xFF);
        }
    }

    /// <summary>White space may stand only before the end of a line or of the value.</summary>
    private static bool IsBeforeLineEnd(ReadOnlySpan<char> text) =>
        text[0] != ' ' || text.Length == 1 || text[1] is '\r' or '\n' or ' ';
}
