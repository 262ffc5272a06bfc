namespace Edge.Rules.Matching;

/// <summary>A PCRE pattern that was read without error, and what is known of it. Its tree is not kept: it is read again when needed.</summary>
/// <param name="Source">The pattern as written.</param>
/// <param name="IgnoreCase">Whether it begins as if <c>(?i)</c> stood before it.</param>
/// <param name="GroupCount">Capturing groups, numbered as in PCRE.</param>
/// <param name="MinLength">The fewest bytes of a match.</param>
/// <param name="Requirement">The literals of every match, when something useful is known.</param>
internal sealed record RegexTranslation(string Source, bool IgnoreCase, int GroupCount, int MinLength, LiteralRequirement? Requirement)
{
    public RegexNode Parse() => RegexParser.Parse(Source, IgnoreCase, out _);
}
