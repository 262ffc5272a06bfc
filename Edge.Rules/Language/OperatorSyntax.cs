namespace Edge.Rules.Language;

/// <summary>The operator argument of <c>SecRule</c> as written: <c>!@rx ^x</c>.</summary>
/// <param name="Name">Without the at sign; <c>rx</c> when none is written.</param>
/// <param name="Argument">What follows the name and the blanks after it.</param>
/// <param name="Negated">Written with <c>!</c>.</param>
/// <param name="NamePosition">Where the name stands.</param>
/// <param name="ArgumentPosition">Where the argument begins.</param>
internal sealed record OperatorSyntax(string Name, string Argument, bool Negated, SourcePosition NamePosition, SourcePosition ArgumentPosition)
{
    public static OperatorSyntax Parse(DirectiveArgument argument)
    {
        string text = argument.Text;
        int at = Blank.Skip(text, 0);
        bool negated = at < text.Length && text[at] == '!';
        int afterNegation = negated ? Blank.Skip(text, at + 1) : at;
        if (afterNegation >= text.Length || text[afterNegation] != '@')
        {
            // Without a name the whole text is a regular expression, and blanks at its ends belong to it.
            int start = negated ? at + 1 : 0;
            return new OperatorSyntax("rx", text[start..], negated, argument.PositionAt(start), argument.PositionAt(start));
        }

        int end = afterNegation + 1;
        while (end < text.Length && !Blank.Is(text[end]))
        {
            end++;
        }

        int value = Blank.Skip(text, end);
        return new OperatorSyntax(text[(afterNegation + 1)..end], text[value..], negated,
            argument.PositionAt(afterNegation), argument.PositionAt(value));
    }
}
