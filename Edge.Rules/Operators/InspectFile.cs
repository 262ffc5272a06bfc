namespace Edge.Rules.Operators;

/// <summary><c>@inspectFile script</c>: matches when the inspector finds the file harmful.</summary>
internal sealed class InspectFile(OperatorArgument argument, IFileInspector? inspector) : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) => inspector?.IsHarmful(argument.Text, value) ?? false;
}
