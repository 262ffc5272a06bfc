namespace Edge.Rules.Matching;

/// <summary>A PCRE pattern in .NET's syntax, and what is known of it.</summary>
/// <param name="Pattern">For <c>RegexOptions.Singleline | Multiline | CultureInvariant</c>.</param>
/// <param name="GroupCount">Capturing groups, numbered as in PCRE.</param>
/// <param name="NeedsBacktracking">Whether the automaton engine cannot run it (look-around, back references, atomic groups).</param>
/// <param name="NeedsRemap">Whether bytes from 0x80 must be moved by <see cref="RegexEmitter.RemapOffset"/> before a match.</param>
/// <param name="MinLength">The fewest bytes of a match.</param>
/// <param name="Requirement">The literals of every match, when something useful is known.</param>
internal sealed record RegexTranslation(
    string Pattern, int GroupCount, bool NeedsBacktracking, bool NeedsRemap, int MinLength, LiteralRequirement? Requirement)
{
    /// <summary>
    /// For a pattern that must backtrack: one that the automaton can run and that matches whenever the pattern does; null
    /// when there is none.
    /// </summary>
    public string? Guard { get; init; }
}
