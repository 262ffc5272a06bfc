using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@streq text</c>: matches when the value is the text. Case matters; the text may hold macros.</summary>
internal sealed class StrEq(OperatorArgument argument) : IOperator, IRequiresLiterals
{
    public LiteralRequirement? Requirement { get; } = argument.HasMacros ? null : LiteralRequirement.OfLiteral(argument.Text);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value) =>
        value.SequenceEqual(context.Expand(argument));
}
