using System.Collections.Concurrent;
using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary>Patterns whose text holds macros: made when first met, and kept for a while.</summary>
internal sealed class MacroPatterns(OperatorServices services)
{
    /// <summary>Patterns kept for one operator; when there are more, all are dropped, so that clients cannot fill memory.</summary>
    private const int MaxPatterns = 64;

    private readonly ConcurrentDictionary<string, RegexMatcher?> _patterns = new(StringComparer.Ordinal);

    /// <summary>Whether the argument has a macro; <c>%{2}</c> is a quantifier.</summary>
    public static bool IsNeededBy(OperatorArgument argument)
    {
        string text = argument.Text;
        for (int at = text.IndexOf("%{", StringComparison.Ordinal); at >= 0; at = text.IndexOf("%{", at + 1, StringComparison.Ordinal))
        {
            if (at + 2 < text.Length && char.IsAsciiLetter(text[at + 2]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The matcher of an expanded pattern; null when it is wrong, and then matches nothing.</summary>
    public RegexMatcher? Get(ReadOnlySpan<char> pattern)
    {
        if (_patterns.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(pattern, out RegexMatcher? known))
        {
            return known;
        }

        if (_patterns.Count >= MaxPatterns)
        {
            _patterns.Clear();
        }

        string text = pattern.ToString();
        RegexMatcher? made = RegexTranslator.TryTranslate(text, ignoreCase: false, out RegexTranslation? translation, out _)
            ? new RegexMatcher(translation, services.RegexTimeout, isPlain: services.IsPlain)
            : null;
        _patterns[text] = made;
        return made;
    }
}
