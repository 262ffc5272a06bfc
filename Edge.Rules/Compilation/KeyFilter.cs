using System.Text.RegularExpressions;
using Edge.Rules.Execution;

namespace Edge.Rules.Compilation;

/// <summary>Says which entries of a collection a selector means: all, one name, or those that a pattern finds.</summary>
internal sealed class KeyFilter(string? key, Regex? pattern)
{
    /// <summary>What a pattern without special chars looks for, so that most patterns need no regular expression.</summary>
    private string? _literal;
    private bool _isPrefix;

    public static KeyFilter All { get; } = new(null, null);

    public string? Key { get; } = key;

    /// <summary>A filter by a pattern; one that is a plain text, or a plain text after <c>^</c>, is compared as text.</summary>
    public static KeyFilter OfPattern(string text, Regex pattern)
    {
        bool isPrefix = text.StartsWith('^');
        string literal = isPrefix ? text[1..] : text;
        bool isPlain = literal.Length > 0 && literal.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or ' ');
        return new KeyFilter(null, pattern) { _literal = isPlain ? literal : null, _isPrefix = isPrefix };
    }

    public bool IsAll => Key is null && pattern is null;

    public bool Matches(ReadOnlySpan<char> name)
    {
        if (pattern is null)
        {
            return Key is null || Names.EqualIgnoringCase(name, Key);
        }

        if (_literal is not null)
        {
            return _isPrefix
                ? name.Length >= _literal.Length && Names.EqualIgnoringCase(name[.._literal.Length], _literal)
                : name.Contains(_literal, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            return pattern.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // A selector that cannot be decided selects nothing and excludes nothing.
        }
    }
}
