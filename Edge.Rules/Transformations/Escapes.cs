namespace Edge.Rules.Transformations;

/// <summary>What the backslash escapes of C and JavaScript share.</summary>
internal static class Escapes
{
    /// <summary>The control byte that a letter stands for, or the char itself.</summary>
    public static char Control(char c) => c switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => c,
    };

    /// <summary>Reads up to three octal digits.</summary>
    /// <returns>The number of digits read.</returns>
    public static int Octal(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        int count = 0;
        while (count < digits.Length && count < 3 && ByteText.IsOctal(digits[count]))
        {
            value = (value * 8) + digits[count] - '0';
            count++;
        }

        return count;
    }
}
