namespace Edge.Rules.Operators;

/// <summary><c>@rbl zone</c>: matches when the address is on the blocklist.</summary>
internal sealed class Rbl(OperatorArgument argument, IDnsBlocklist? blocklist) : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => blocklist?.IsListed(argument.Text, value) ?? false;
}
