using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Operators;

/// <summary>Reads the data files that rules name, at load.</summary>
internal interface IRuleFileReader
{
    /// <param name="path">As the rule names it.</param>
    /// <param name="ruleFile">The rule file, whose folder relative paths start from.</param>
    /// <param name="text">The bytes as Latin-1 chars.</param>
    bool TryRead(string path, string ruleFile, [NotNullWhen(true)] out string? text);
}
