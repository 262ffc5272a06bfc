using System.Buffers;

namespace Edge.Rules.Detection.Xss;

/// <summary>Finds out whether a URL runs code, however its scheme is written.</summary>
internal static class XssUrl
{
    private static readonly (string Name, char Value)[] Entities =
        [("colon;", ':'), ("tab;", '\t'), ("newline;", '\n'), ("lpar;", '('), ("amp;", '&'), ("nbsp;", ' ')];

    private static readonly SearchValues<char> SchemeChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+:/;,.");

    private static readonly SearchValues<char> CodeSigns = SearchValues.Create("(`=[/%&");

    /// <summary>Whether it runs code wherever it stands: <c>javascript:</c> and its kin, written with entities or control characters.</summary>
    public static bool IsScript(ReadOnlySpan<char> url)
    {
        // Cheap first: schemes start with one of few letters, or with something to decode.
        int start = 0;
        while (start < url.Length && url[start] <= ' ') { start++; }
        if (start == url.Length || (char.ToLowerInvariant(url[start]) is not ('j' or 'v' or 'l' or 'm' or '&' or '\\') && url[start] < '\x7F'))
        {
            return false;
        }

        Span<char> decoded = stackalloc char[XssLimits.SchemeLength];
        return IsScriptScheme(decoded[..Decode(url, decoded)]);
    }

    /// <summary>Whether it runs code or carries a document, where a URL is expected.</summary>
    public static bool IsDangerous(ReadOnlySpan<char> url)
    {
        Span<char> buffer = stackalloc char[XssLimits.SchemeLength];
        ReadOnlySpan<char> decoded = buffer[..Decode(url, buffer)];
        if (IsScriptScheme(decoded) || decoded.StartsWith("view-source:"))
        {
            return true;
        }

        return decoded.StartsWith("data:") && !IsPicture(decoded["data:".Length..]);
    }

    /// <summary>Whether the whole value is a URL that runs code. Prose may begin with "javascript:" too, so code must follow at once.</summary>
    public static bool IsBareScript(ReadOnlySpan<char> value)
    {
        if (!IsScript(value))
        {
            return false;
        }

        int colon = value.IndexOf(':');
        if (colon < 0)
        {
            return true; // The colon was written as an entity: no prose does that.
        }

        ReadOnlySpan<char> code = value[(colon + 1)..];
        return !code.IsEmpty && code[0] != ' ' && code.ContainsAny(CodeSigns);
    }

    private static bool IsScriptScheme(ReadOnlySpan<char> scheme) =>
        scheme.StartsWith("javascript:") || scheme.StartsWith("vbscript:") || scheme.StartsWith("livescript:") ||
        scheme.StartsWith("mocha:") || scheme.StartsWith("jscript:");

    private static bool IsPicture(ReadOnlySpan<char> media) =>
        media.StartsWith("image/") && !media.StartsWith("image/svg");

    /// <summary>Decodes the start of a URL as a browser does: entities resolved, white space and control characters dropped, lower case.</summary>
    private static int Decode(ReadOnlySpan<char> url, Span<char> decoded)
    {
        int count = 0;
        int position = 0;
        int end = Math.Min(url.Length, XssLimits.MaxEncodedSchemeLength);
        while (position < end && count < decoded.Length)
        {
            char c = url[position++];
            if (c == '&')
            {
                c = DecodeEntity(url[position..end], out int length);
                position += length;
            }

            else if (c == '\\' && IsHexEscape(url[position..end]))
            {
                c = (char)((Convert(url[position + 1]) << 4) | Convert(url[position + 2]));
                position += 3;
            }

            if (c > ' ' && c != '\x7F' && (c < '\x7F' || count > 0))
            {
                if (!SchemeChars.Contains(c))
                {
                    break; // The scheme ends here, or there is none.
                }

                decoded[count++] = char.ToLowerInvariant(c);
            }
        }

        return count;
    }

    private static bool IsHexEscape(ReadOnlySpan<char> rest) =>
        rest.Length > 2 && rest[0] is 'x' or 'X' && char.IsAsciiHexDigit(rest[1]) && char.IsAsciiHexDigit(rest[2]);

    private static char DecodeEntity(ReadOnlySpan<char> rest, out int length)
    {
        if (rest.Length > 1 && rest[0] == '#')
        {
            return DecodeNumber(rest, out length);
        }

        foreach ((string name, char value) in Entities)
        {
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                length = name.Length;
                return value;
            }
        }

        length = 0;
        return '&';
    }

    private static char DecodeNumber(ReadOnlySpan<char> rest, out int length)
    {
        bool hex = rest[1] is 'x' or 'X';
        int position = hex ? 2 : 1;
        int first = position;
        int value = 0;
        while (position < rest.Length && (hex ? char.IsAsciiHexDigit(rest[position]) : char.IsAsciiDigit(rest[position])))
        {
            value = Math.Min((value * (hex ? 16 : 10)) + Convert(rest[position]), char.MaxValue);
            position++;
        }

        if (position == first)
        {
            length = 0;
            return '&';
        }

        length = position < rest.Length && rest[position] == ';' ? position + 1 : position;
        return (char)value;
    }

    private static int Convert(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
