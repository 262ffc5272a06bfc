namespace Edge.Rules.Compilation;

/// <summary>The values of one target after one pipeline: what many rules look at alike.</summary>
internal sealed record ValueGroup(CompiledTarget Target, int[] Pipeline, bool IsMultiMatch);
