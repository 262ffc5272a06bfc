using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@strmatch text</c>: matches when the value holds the text. Case matters; the text may hold macros.</summary>
internal sealed class StrMatch(OperatorArgument argument) : IOperator, IRequiresLiterals
{
    public LiteralRequirement? Requirement { get; } = argument.HasMacros ? null : LiteralRequirement.OfLiteral(argument.Text);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        value.Contains(context.Expand(argument), StringComparison.Ordinal);
}
