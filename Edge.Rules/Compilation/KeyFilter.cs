using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Edge.Rules.Execution;

namespace Edge.Rules.Compilation;

/// <summary>Says which entries of a collection a selector means: all, one name, or those that a pattern finds.</summary>
internal sealed class KeyFilter(string? key, Regex? pattern)
{
    /// <summary>Time that one match of a pattern that must backtrack may take.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(20);

    /// <summary>What a pattern without special chars looks for, so that most patterns need no regular expression.</summary>
    private string? _literal;
    private SearchValues<string>? _anywhere; // Null when the literal is a prefix.

    public static KeyFilter All { get; } = new(null, null);

    public string? Key { get; } = key;

    /// <summary>A filter by a pattern; one that is a plain text, or a plain text after <c>^</c>, is compared as text.</summary>
    public static KeyFilter OfPattern(string text, Regex pattern)
    {
        bool isPrefix = text.StartsWith('^');
        string? literal = LiteralOf(isPrefix ? text[1..] : text);
        return new KeyFilter(null, pattern)
        {
            _literal = literal,
            _anywhere = literal is null || isPrefix ? null : SearchValues.Create([literal], StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A filter by a pattern as it is written between slashes; false with what is wrong with it.</summary>
    public static bool TryParsePattern(string text, [NotNullWhen(true)] out KeyFilter? filter, [NotNullWhen(false)] out string? error)
    {
        try
        {
            (filter, error) = (OfPattern(text, Create(text)), null);
            return true;
        }
        catch (ArgumentException exception)
        {
            (filter, error) = (null, exception.Message);
            return false;
        }
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
            return _anywhere is null
                ? name.Length >= _literal.Length && Names.EqualIgnoringCase(name[.._literal.Length], _literal)
                : name.ContainsAny(_anywhere);
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

    private static Regex Create(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout);
        }
    }

    /// <summary>The text that a pattern without special chars finds; null when there are some.</summary>
    private static string? LiteralOf(string pattern)
    {
        StringBuilder text = new(pattern.Length);
        for (int at = 0; at < pattern.Length; at++)
        {
            bool isEscaped = pattern[at] == '\\';
            at += isEscaped ? 1 : 0;
            if (at == pattern.Length || !(isEscaped ? char.IsAscii(pattern[at]) && char.IsPunctuation(pattern[at]) : char.IsAsciiLetterOrDigit(pattern[at]) || pattern[at] is '_' or '-' or ' '))
            {
                return null;
            }

            text.Append(pattern[at]);
        }

        return text.Length > 0 ? text.ToString() : null;
    }
}
