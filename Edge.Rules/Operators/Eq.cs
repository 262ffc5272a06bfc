namespace Edge.Rules.Operators;

/// <summary><c>@eq number</c>: matches when the value is equal to the number. What is no number counts as 0.</summary>
internal sealed class Eq(OperatorArgument argument) : IOperator, INumberComparison
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) == Number.Parse(context.Expand(argument));

    public bool TryGetRange(out int low, out int high)
    {
        int number = Number.Parse(argument.Text);
        (low, high) = (number, number);
        return !argument.HasMacros;
    }
}
