using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@endsWith text</c>: matches when the value ends with the text. Case matters; the text may hold macros.</summary>
internal sealed class EndsWith(OperatorArgument argument) : IOperator, IRequiresLiterals
{
    public LiteralRequirement? Requirement { get; } = argument.HasMacros ? null : LiteralRequirement.OfLiteral(argument.Text);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        value.EndsWith(context.Expand(argument), StringComparison.Ordinal);
}
