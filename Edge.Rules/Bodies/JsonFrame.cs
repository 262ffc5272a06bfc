namespace Edge.Rules.Bodies;

/// <summary>One open object or array of a JSON text.</summary>
/// <param name="PrefixLength">How much of the name buffer leads to its members.</param>
/// <param name="IsArray">An array; else an object.</param>
/// <param name="Count">Members begun so far.</param>
internal record struct JsonFrame(int PrefixLength, bool IsArray, int Count);
