using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Matching;

/// <summary>Translates PCRE patterns over bytes to .NET patterns over Latin-1 chars.</summary>
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
            bool remap = root.Any(static node => node.Kind is RegexNodeKind.WordBoundary or RegexNodeKind.NotWordBoundary);
            string text = RegexEmitter.Emit(root, remap, out bool needsBacktracking);
            translation = new(text, groups, needsBacktracking, remap, root.MinLength, LiteralExtraction.Extract(root) ?? EvasionExtraction.Extract(root))
            {
                Guard = needsBacktracking ? EmitGuard(root, remap) : null,
            };
            return true;
        }
        catch (RegexSyntaxException exception)
        {
            error = exception.Message;
            return false;
        }
    }

    /// <summary>The relaxed pattern, or null when even that one would backtrack.</summary>
    private static string? EmitGuard(RegexNode root, bool remap)
    {
        string guard = RegexEmitter.Emit(RegexRelaxation.Relax(root), remap, out bool needsBacktracking);
        return needsBacktracking ? null : guard;
    }
}
