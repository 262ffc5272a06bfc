namespace Edge.Rules.Language;

/// <summary>One target of a rule as written: <c>ARGS</c>, <c>!ARGS:token</c>, <c>&amp;TX:/^x/</c>.</summary>
/// <param name="Name">The variable's name as written.</param>
/// <param name="Selector">The part after the colon, without slashes or quotes; null when there is none.</param>
/// <param name="IsPattern">The selector was written as <c>/regex/</c>.</param>
/// <param name="IsExclusion">Written with <c>!</c>.</param>
/// <param name="IsCount">Written with <c>&amp;</c>.</param>
/// <param name="Position">Where the name stands.</param>
internal sealed record TargetSyntax(string Name, string? Selector, bool IsPattern, bool IsExclusion, bool IsCount, SourcePosition Position);
