namespace Edge.Rules.Language;

/// <summary>One action as written: <c>deny</c>, <c>setvar:'tx.a=1'</c>; <see cref="Value"/> is null without a colon.</summary>
internal sealed record ActionSyntax(string Name, string? Value, SourcePosition Position)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
