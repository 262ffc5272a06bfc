namespace Edge.Rules.Operators;

/// <summary><c>@validateUrlEncoding</c>: matches when a percent sign leads no two hexadecimal digits.</summary>
internal sealed class ValidateUrlEncoding : IOperator
{
    public bool Evaluate(IOperatorContext context, ReadOnlySpan<char> value)
    {
        for (int at = value.IndexOf('%'); at >= 0; at = value.IndexOf('%'))
        {
            if (at + 2 >= value.Length || !char.IsAsciiHexDigit(value[at + 1]) || !char.IsAsciiHexDigit(value[at + 2]))
            {
                return true;
            }

            value = value[(at + 3)..];
        }

        return false;
    }
}
