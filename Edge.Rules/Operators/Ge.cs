namespace Edge.Rules.Operators;

/// <summary><c>@ge number</c>: matches when the value is at least the number. What is no number counts as 0.</summary>
internal sealed class Ge(OperatorArgument argument) : IOperator, INumberComparison
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        Number.Parse(value) >= Number.Parse(context.Expand(argument));

    public bool TryGetRange(out int low, out int high)
    {
        int number = Number.Parse(argument.Text);
        (low, high) = (number, int.MaxValue);
        return !argument.HasMacros;
    }
}
