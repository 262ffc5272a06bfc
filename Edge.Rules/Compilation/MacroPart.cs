using Edge.Rules.Variables;

namespace Edge.Rules.Compilation;

/// <summary>A piece of a text with macros: literal text, or a variable with an optional key.</summary>
/// <param name="Literal">Null for a variable.</param>
/// <param name="Variable">Null for literal text.</param>
/// <param name="Key">The part after the dot; null when there is none.</param>
/// <param name="Keys">What <paramref name="Key"/> means in a collection: one name, or all that a pattern between slashes finds.</param>
/// <param name="TxSlot">The slot of a TX variable, else -1.</param>
internal sealed record MacroPart(string? Literal, VariableInfo? Variable, string? Key, KeyFilter Keys, int TxSlot);
