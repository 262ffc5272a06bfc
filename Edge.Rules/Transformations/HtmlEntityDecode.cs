namespace Edge.Rules.Transformations;

/// <summary><c>t:htmlEntityDecode</c>: numeric entities and <c>quot amp lt gt nbsp</c>, with or without semicolon.</summary>
/// <remarks>A number above 255 becomes its low byte. A name counts by its beginning, as in the reference engine.</remarks>
internal sealed class HtmlEntityDecode : ITransformation
{
    public string Name => "htmlEntityDecode";

    public string? Triggers => "&";

    public int Transform(ReadOnlySpan<char> input, Span<char> output)
    {
        int i = input.IndexOf('&');
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
            rest = rest[i..];
            int consumed = Entity(rest, out int decoded);
            if (decoded >= 0)
            {
                output[written++] = (char)decoded;
                consumed += consumed < rest.Length && rest[consumed] == ';' ? 1 : 0;
            }
            else
            {
                rest[..consumed].CopyTo(output[written..]);
                written += consumed;
            }

            rest = rest[consumed..];
            i = rest.IndexOf('&');
        }

        rest.CopyTo(output[written..]);
        return ByteText.Outcome(input, output[..(written + rest.Length)]);
    }

    /// <summary>Reads at an ampersand: how far, and the byte or a negative number for "copy it as it is".</summary>
    private static int Entity(ReadOnlySpan<char> text, out int decoded)
    {
        decoded = -1;
        if (text.Length < 2)
        {
            return 1;
        }

        if (text[1] != '#')
        {
            return Named(text, out decoded);
        }

        if (text.Length < 3)
        {
            return 2;
        }

        bool hex = (text[2] | 0x20) == 'x';
        int start = hex ? 3 : 2;
        int end = start;
        ulong value = 0;
        while (end < text.Length && (hex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            ulong digit = (ulong)(text[end] <= '9' ? text[end] - '0' : (text[end] | 0x20) - 'a' + 10);
            // Saturates as strtol does, so that a long run of digits cannot wrap into a chosen byte.
            value = value > (long.MaxValue - digit) / (hex ? 16ul : 10ul) ? long.MaxValue : (value * (hex ? 16ul : 10ul)) + digit;
            end++;
        }

        if (end == start)
        {
            return start;
        }

        decoded = (int)(value & 0xFF);
        return end;
    }

    private static int Named(ReadOnlySpan<char> text, out int decoded)
    {
        int end = 1;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        ReadOnlySpan<char> name = text[1..end];
        decoded = Is(name, "quot") ? '"' : Is(name, "amp") ? '&' : Is(name, "lt") ? '<' : Is(name, "gt") ? '>' : Is(name, "nbsp") ? 0xA0 : -1;
        return end;
    }

    private static bool Is(ReadOnlySpan<char> name, string known) => name.StartsWith(known, StringComparison.OrdinalIgnoreCase);
}
