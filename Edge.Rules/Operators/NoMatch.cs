namespace Edge.Rules.Operators;

/// <summary><c>@noMatch</c>: matches no value.</summary>
internal sealed class NoMatch : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => false;
}
