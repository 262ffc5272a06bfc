using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Matching;

/// <summary>Reads PCRE patterns over bytes, and finds what is to be known of them at load.</summary>
internal static class RegexTranslator
{
    /// <summary>Longest pattern, in chars; the largest of CRS has about 10,000.</summary>
    public const int MaxPatternLength = 65_536;

    /// <summary>Translates; false with what is wrong with the pattern.</summary>
    public static bool TryTranslate(
        string pattern, bool ignoreCase, [NotNullWhen(true)] out RegexTranslation? translation, [NotNullWhen(false)] out string? error)
    {
        translation = null;
        error = null;
        if (pattern.Length > MaxPatternLength)
        {
            error = $"the pattern has {pattern.Length} chars; the most is {MaxPatternLength}";
            return false;
        }

        try
        {
            RegexNode root = RegexParser.Parse(pattern, ignoreCase, out int groups);
            translation = new(pattern, ignoreCase, groups, root.MinLength, LiteralExtraction.Extract(root) ?? EvasionExtraction.Extract(root));
            return true;
        }
        catch (RegexSyntaxException exception)
        {
            error = exception.Message;
            return false;
        }
    }
}
