namespace Edge.Rules.Operators;

/// <summary><c>@lt number</c>: matches when the value is below the number. What is no number counts as 0.</summary>
internal sealed class Lt(OperatorArgument argument) : IOperator, INumberComparison
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) < Number.Parse(context.Expand(argument));

    public bool TryGetRange(out int low, out int high)
    {
        int number = Number.Parse(argument.Text);
        (low, high) = number == int.MinValue ? (1, 0) : (int.MinValue, number - 1);
        return !argument.HasMacros;
    }
}
