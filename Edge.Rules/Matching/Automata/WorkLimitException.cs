namespace Edge.Rules.Matching.Automata;

/// <summary>The patterns have made more work than they may.</summary>
internal sealed class WorkLimitException : Exception;
