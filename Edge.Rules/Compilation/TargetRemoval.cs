using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>A target that some rules do not look at in a transaction.</summary>
internal sealed record TargetRemoval(RuleBits Rules, VariableKind Variable, KeyFilter Keys);
