using System.Buffers;

namespace Edge.Rules.Detection.Sqli;

/// <summary>What <see cref="SqlTokenizer"/> knows of words and comments.</summary>
internal static class SqlText
{
    /// <summary>What a name, a keyword or the letters after a number are made of.</summary>
    public static readonly SearchValues<char> WordChars = SearchValues.Create(LatinLetters() + "0123456789_$.");

    private static readonly bool[] WordCharTable = [.. Enumerable.Range(0, 256).Select(static value => WordChars.Contains((char)value))];

    private static readonly bool[] BlankTable =
        [.. Enumerable.Range(0, 256).Select(static value => value <= ' ' || (char)value is '\x7F' or '\xA0' or '\\' or '/' or '*' or '#' or '-')];

    /// <summary>Whether a char is one of <see cref="WordChars"/>.</summary>
    public static bool IsWordChar(char value) => value < WordCharTable.Length && WordCharTable[value];

    /// <summary>How many chars of <see cref="WordChars"/> a text begins with. Most words are short: a plain loop beats a vectorised search.</summary>
    public static int WordLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && IsWordChar(text[length])) { length++; }
        return length;
    }

    /// <summary>Whether a char may be white space to a database, or begin or end a comment.</summary>
    public static bool MayBeBlank(char value) => value < BlankTable.Length && BlankTable[value];

    /// <summary>A comment that cuts a query off is empty, or one arbitrary word when it clings to what it follows; a dash in prose is neither.</summary>
    public static bool IsBareComment(ReadOnlySpan<char> content, bool glued)
    {
        content = content.Trim();
        int letters = content.IndexOfAny(WordChars);
        return letters < 0 || (glued && content.Length <= 16 && !content.Contains(' ')) || (content.Length == 1 && content[0] < '\x80');
    }

    /// <summary><c>1or</c>, <c>1union</c>, and Oracle's <c>1dunion</c>: most dialects end the number there.</summary>
    public static bool IsGluedKeyword(ReadOnlySpan<char> letters)
    {
        if (letters[0] is 'd' or 'f' or 'e' or 'D' or 'F' or 'E' && letters.Length > 2 && IsOperatorWord(letters[1..]))
        {
            return true;
        }

        return IsOperatorWord(letters);
    }

    private static bool IsOperatorWord(ReadOnlySpan<char> letters) =>
        SqlWordTable.TryGet(letters, out SqlWordInfo info) &&
        info.Kind is SqlTokenKind.Logic or SqlTokenKind.Keyword or SqlTokenKind.Match or SqlTokenKind.Between or SqlTokenKind.Arithmetic;

    /// <summary><c>N'…'</c>, <c>x'…'</c>, <c>b'…'</c>, <c>e'…'</c> and <c>_utf8'…'</c> are one string.</summary>
    public static bool IsStringPrefix(ReadOnlySpan<char> word) =>
        word.Length == 1 ? word[0] is 'n' or 'N' or 'x' or 'X' or 'b' or 'B' or 'e' or 'E' : word[0] == '_' && word.Length < 16;

    private static string LatinLetters()
    {
        Span<char> letters = stackalloc char[26 + 26 + 128];
        int count = 0;
        for (char c = '\0'; c <= '\xFF'; c++)
        {
            // 0xA0 is white space to MySQL; in UTF-8 it is the second half of a letter, and no keyword is lost there.
            if (char.IsAsciiLetter(c) || (c >= '\x80' && c != '\xA0')) { letters[count++] = c; }
        }

        return letters[..count].ToString();
    }
}
