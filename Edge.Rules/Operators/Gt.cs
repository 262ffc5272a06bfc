namespace Edge.Rules.Operators;

/// <summary><c>@gt number</c>: matches when the value is above the number. What is no number counts as 0.</summary>
internal sealed class Gt(OperatorArgument argument) : IOperator, INumberComparison
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) > Number.Parse(context.Expand(argument));

    public bool TryGetRange(out int low, out int high)
    {
        int number = Number.Parse(argument.Text);
        (low, high) = number == int.MaxValue ? (1, 0) : (number + 1, int.MaxValue);
        return !argument.HasMacros;
    }
}
