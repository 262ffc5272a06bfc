namespace Edge.Rules.Matching;

/// <summary>A pattern that is wrong, or uses what no .NET engine can do. Stays within <see cref="RegexTranslator"/>.</summary>
internal sealed class RegexSyntaxException(string message) : Exception(message);
