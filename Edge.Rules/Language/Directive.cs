namespace Edge.Rules.Language;

/// <summary>One directive of a rule file, such as <c>SecRule ARGS "@rx x" "id:1"</c>, not yet understood.</summary>
internal sealed record Directive(string Name, SourcePosition Position, IReadOnlyList<DirectiveArgument> Arguments);
