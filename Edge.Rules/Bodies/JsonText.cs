using System.Buffers;
using System.Text;

namespace Edge.Rules.Bodies;

/// <summary>The tokens of JSON: where strings and numbers end, and what escapes mean.</summary>
internal static class JsonText
{
    /// <summary>The unescaped form of the first half of a surrogate pair without its second, as yajl (which ModSecurity uses) writes it.</summary>
    private const char LoneSurrogate = '?';

    private static readonly SearchValues<byte> StringStops =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>Length of the string up to its closing quote, or -1 when there is none.</summary>
    /// <param name="text">The text after the opening quote.</param>
    /// <param name="hasEscapes">It has backslashes.</param>
    /// <param name="hasControls">It has control characters, which RFC 8259 §7 forbids.</param>
    public static int MeasureString(ReadOnlySpan<byte> text, out bool hasEscapes, out bool hasControls)
    {
        hasEscapes = hasControls = false;
        int position = 0;
        while (position < text.Length)
        {
            int stop = text[position..].IndexOfAny(StringStops);
            if (stop < 0)
            {
                return -1;
            }

            position += stop;
            switch (text[position])
            {
                case (byte)'"':
                    return position;
                case (byte)'\\':
                    hasEscapes = true;
                    position += 2; // What follows a backslash never closes the string.
                    break;
                default:
                    hasControls = true;
                    position++;
                    break;
            }
        }

        return -1;
    }

    /// <summary>Length of the number (RFC 8259 §6) at the start of the text, or 0 when there is none.</summary>
    public static int MeasureNumber(ReadOnlySpan<byte> text)
    {
        int position = !text.IsEmpty && text[0] == '-' ? 1 : 0;
        int digits = CountDigits(text[position..]);
        if (digits == 0)
        {
            return 0;
        }

        position += text[position] == '0' ? 1 : digits; // No further digit may follow a leading zero.
        if (position < text.Length && text[position] == '.')
        {
            int fraction = CountDigits(text[(position + 1)..]);
            if (fraction == 0)
            {
                return 0;
            }

            position += 1 + fraction;
        }

        if (position < text.Length && (text[position] | 0x20) == 'e')
        {
            int exponent = position + 1;
            exponent += exponent < text.Length && text[exponent] is (byte)'+' or (byte)'-' ? 1 : 0;
            int exponentDigits = CountDigits(text[exponent..]);
            return exponentDigits == 0 ? 0 : exponent + exponentDigits;
        }

        return position;
    }

    /// <summary>
    /// Replaces escapes in place, code points by their UTF-8 bytes. An unknown escape stays as it is and is reported.
    /// </summary>
    /// <returns>The new length, never more than the old: the six chars of an escape make at most three bytes.</returns>
    public static int Unescape(Span<char> text, out bool invalid)
    {
        invalid = false;
        int read = 0;
        int written = 0;
        while (read < text.Length)
        {
            int plain = text[read..].IndexOf('\\');
            plain = plain < 0 ? text.Length - read : plain;
            text.Slice(read, plain).CopyTo(text[written..]);
            read += plain;
            written += plain;
            if (read == text.Length)
            {
                break;
            }

            char escape = read + 1 < text.Length ? text[read + 1] : '\0';
            if (escape == 'u' && TryReadCodeUnit(text[read..], out int unit))
            {
                read += 6;
                WriteUnit(text, ref read, ref written, unit);
                continue;
            }

            int simple = SimpleEscape(escape);
            if (simple < 0)
            {
                invalid = true;
                text[written++] = text[read++];
                continue;
            }

            text[written++] = (char)simple;
            read += 2;
        }

        return written;
    }

    private static int SimpleEscape(char escape) => escape switch
    {
        '"' or '\\' or '/' => escape,
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => -1,
    };

    private static void WriteUnit(Span<char> text, ref int read, ref int written, int unit)
    {
        if (char.IsSurrogate((char)unit))
        {
            if (char.IsLowSurrogate((char)unit))
            {
                text[written++] = (char)(0xE0 | (unit >> 12)); // Three bytes all the same, as yajl writes them.
                text[written++] = (char)(0x80 | ((unit >> 6) & 0x3F));
                text[written++] = (char)(0x80 | (unit & 0x3F));
                return;
            }

            if (!TryReadCodeUnit(text[read..], out int low)
                || !char.IsLowSurrogate((char)low))
            {
                text[written++] = LoneSurrogate;
                return;
            }

            read += 6;
            unit = char.ConvertToUtf32((char)unit, (char)low);
        }

        Span<byte> utf8 = stackalloc byte[4];
        int count = new Rune(unit).EncodeToUtf8(utf8);
        for (int i = 0; i < count; i++)
        {
            text[written++] = (char)utf8[i];
        }
    }

    private static bool TryReadCodeUnit(ReadOnlySpan<char> text, out int unit)
    {
        unit = 0;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u')
        {
            return false;
        }

        foreach (char digit in text.Slice(2, 4))
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }

            unit = (unit << 4) | UrlDecoder.HexValue(digit);
        }

        return true;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
