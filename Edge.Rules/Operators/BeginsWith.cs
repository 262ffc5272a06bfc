using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@beginsWith text</c>: matches when the value begins with the text. Case matters; the text may hold macros.</summary>
internal sealed class BeginsWith(OperatorArgument argument) : IOperator, IRequiresLiterals
{
    public LiteralRequirement? Requirement { get; } = argument.HasMacros ? null : LiteralRequirement.OfLiteral(argument.Text);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        value.StartsWith(context.Expand(argument), StringComparison.Ordinal);
}
