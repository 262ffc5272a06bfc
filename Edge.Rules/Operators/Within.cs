namespace Edge.Rules.Operators;

/// <summary><c>@within text</c>: matches when the text holds the value. Case matters; the text may hold macros.</summary>
internal sealed class Within(OperatorArgument argument) : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        context.Expand(argument).Contains(value, StringComparison.Ordinal);
}
