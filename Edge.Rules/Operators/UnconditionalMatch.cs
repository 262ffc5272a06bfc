namespace Edge.Rules.Operators;

/// <summary><c>@unconditionalMatch</c>: matches every value.</summary>
internal sealed class UnconditionalMatch : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => true;
}
