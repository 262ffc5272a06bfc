namespace Edge.Rules.Operators;

/// <summary><c>@gt number</c>: matches when the value is above the number. What is no number counts as 0.</summary>
internal sealed class Gt(OperatorArgument argument) : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) > Number.Parse(context.Expand(argument));
}
