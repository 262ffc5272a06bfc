using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>One value that a volatile target stands for at this moment.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Key">The entry's name; empty for a single value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct ResolvedValue(VariableInfo Variable, TextSlice Key, TextSlice Value);
