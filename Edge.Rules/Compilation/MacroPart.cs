using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>A piece of a text with macros: literal text, or a variable with an optional key.</summary>
/// <param name="Literal">Null for a variable.</param>
/// <param name="Variable">Null for literal text.</param>
/// <param name="Key">The part after the dot; null when there is none.</param>
/// <param name="TxSlot">The slot of a TX variable, else -1.</param>
internal sealed record MacroPart(string? Literal, VariableInfo? Variable, string? Key, int TxSlot);
