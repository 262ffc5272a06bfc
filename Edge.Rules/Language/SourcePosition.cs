namespace Edge.Rules.Language;

/// <summary>A place in a rule file.</summary>
/// <param name="File">The file as it was named to the loader.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct SourcePosition(string File, int Line, int Column);
