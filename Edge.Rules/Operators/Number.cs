using Edge.Rules.Transformations;

namespace Edge.Rules.Operators;

/// <summary>Numbers as C's <c>stoi</c> reads them: white space, a sign, digits, and no care for what follows.</summary>
internal static class Number
{
    /// <summary>The number, or 0 when there is none or it needs more than 32 bits, as in the reference engine.</summary>
    public static int Parse(ReadOnlySpan<char> text)
    {
        text = TrimLeft.Cut(text);
        bool negative = text.StartsWith("-");
        text = negative || text.StartsWith("+") ? text[1..] : text;
        long value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                break;
            }

            value = (value * 10) + c - '0';
            if (value > int.MaxValue + 1L)
            {
                return 0;
            }
        }

        value = negative ? -value : value;
        return value > int.MaxValue ? 0 : (int)value;
    }
}
