namespace Edge.Rules.Matching;

/// <summary>What a value must contain to match: of each group at least one literal, ASCII case ignored.</summary>
/// <remarks>A value that meets it need not match; a value that does not cannot. Immutable; literals are in lower case.</remarks>
internal sealed class LiteralRequirement
{
    public LiteralRequirement(IReadOnlyList<IReadOnlyList<string>> groups) => Groups = groups;

    /// <summary>At least one group, each with at least one literal.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>The requirement of one literal, or null when it is too short to tell anything.</summary>
    public static LiteralRequirement? OfLiteral(string literal) =>
        LiteralExtraction.IsUseful(literal) ? new([[LowerAscii(literal)]]) : null;

    /// <summary>The requirement of any of some literals, or null when one of them is too short or there are none.</summary>
    public static LiteralRequirement? OfAny(IReadOnlyCollection<string> literals) =>
        literals.Count == 0 || !literals.All(LiteralExtraction.IsUseful)
            ? null
            : new([[.. literals.Select(LowerAscii).Distinct(StringComparer.Ordinal)]]);

    /// <summary>The plain test, for small uses and as the oracle of faster ones.</summary>
    public bool IsMetBy(ReadOnlySpan<char> value)
    {
        foreach (IReadOnlyList<string> group in Groups)
        {
            bool met = false;
            foreach (string literal in group)
            {
                met |= ContainsAsciiIgnoreCase(value, literal);
            }

            if (!met)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>ASCII letters in lower case; bytes from 0x80 stay.</summary>
    internal static string LowerAscii(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
            }
        });

    private static bool ContainsAsciiIgnoreCase(ReadOnlySpan<char> value, string lower)
    {
        for (int i = 0; i + lower.Length <= value.Length; i++)
        {
            int at = 0;
            while (at < lower.Length && (value[i + at] == lower[at] || (char.IsAsciiLetterUpper(value[i + at]) && (value[i + at] | 0x20) == lower[at])))
            {
                at++;
            }

            if (at == lower.Length)
            {
                return true;
            }
        }

        return false;
    }
}
