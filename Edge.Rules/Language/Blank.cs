namespace Edge.Rules.Language;

/// <summary>Blanks of rule files. Only ASCII: files hold bytes, and 0x85 or 0xA0 may be half of a UTF-8 char.</summary>
internal static class Blank
{
    public static bool Is(char value) => value is ' ' or (>= '\t' and <= '\r');

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        int start = 0;
        while (start < text.Length && Is(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        int end = text.Length;
        while (end > 0 && Is(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    public static string Trim(string text) => TrimStart(TrimEnd(text)).ToString();

    public static int Skip(string text, int at)
    {
        while (at < text.Length && Is(text[at]))
        {
            at++;
        }

        return at;
    }
}
