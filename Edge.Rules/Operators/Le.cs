namespace Edge.Rules.Operators;

/// <summary><c>@le number</c>: matches when the value is at most the number. What is no number counts as 0.</summary>
internal sealed class Le(OperatorArgument argument) : IOperator, INumberComparison
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) <= Number.Parse(context.Expand(argument));

    public bool TryGetRange(out int low, out int high)
    {
        int number = Number.Parse(argument.Text);
        (low, high) = (int.MinValue, number);
        return !argument.HasMacros;
    }
}
