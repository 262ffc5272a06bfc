using System.Buffers;

namespace Edge.Rules.Bodies;

/// <summary>
/// Decodes names and values of <c>application/x-www-form-urlencoded</c> as ModSecurity v3 does: <c>+</c> is a blank,
/// <c>%hh</c> a byte, and a percent sign without two hexadecimal digits stays as it is and is counted.
/// </summary>
internal static class UrlDecoder
{
    private static readonly SearchValues<char> Encoded = SearchValues.Create("%+");

    /// <summary>Decodes in place; the result never is longer. One pass, allocates nothing.</summary>
    /// <returns>The length of the decoded text.</returns>
    public static int Decode(Span<char> text, out int invalidSequences)
    {
        invalidSequences = 0;
        int read = text.IndexOfAny(Encoded);
        if (read < 0)
        {
            return text.Length;
        }

        int written = read;
        while (read < text.Length)
        {
            char c = text[read++];
            if (c == '+')
            {
                c = ' ';
            }
            else if (c == '%')
            {
                if (read + 1 < text.Length && char.IsAsciiHexDigit(text[read]) && char.IsAsciiHexDigit(text[read + 1]))
                {
                    c = (char)((HexValue(text[read]) << 4) | HexValue(text[read + 1]));
                    read += 2;
                }
                else
                {
                    invalidSequences++;
                }
            }

            text[written++] = c;
        }

        return written;
    }

    /// <summary>The value of a hexadecimal digit that has been checked to be one.</summary>
    public static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
