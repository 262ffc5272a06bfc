namespace Edge.Rules.Operators;

/// <summary>The text after <c>@name</c> in a rule, and where it stands.</summary>
internal sealed class OperatorArgument(string text, string file, int line, int column)
{
    /// <summary>The argument as written, quotes removed; empty when there is none.</summary>
    public string Text { get; } = text;

    /// <summary>The rule file, which relative data files (<c>@pmFromFile</c>) are resolved against.</summary>
    public string File { get; } = file;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Whether the text holds <c>%{…}</c> and must be expanded for each transaction.</summary>
    public bool HasMacros { get; } = text.Contains("%{", StringComparison.Ordinal);
}
