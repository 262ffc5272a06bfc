using Edge.Rules.Matching;

namespace Edge.Rules.Operators;

/// <summary><c>@containsWord text</c>: matches when the value holds the text with no letter on either side.</summary>
internal sealed class ContainsWord(OperatorArgument argument) : IOperator, IRequiresLiterals
{
    public LiteralRequirement? Requirement { get; } = argument.HasMacros ? null : LiteralRequirement.OfLiteral(argument.Text);

    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> word = context.Expand(argument);
        if (word.IsEmpty)
        {
            return true;
        }

        for (int from = 0; from + word.Length <= value.Length; from++)
        {
            int at = value[from..].IndexOf(word);
            if (at < 0)
            {
                return false;
            }

            from += at;
            int end = from + word.Length;
            if ((from == 0 || !char.IsAsciiLetter(value[from - 1])) && (end == value.Length || !char.IsAsciiLetter(value[end])))
            {
                return true;
            }
        }

        return false;
    }
}
