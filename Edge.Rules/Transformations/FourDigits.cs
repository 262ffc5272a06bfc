namespace Edge.Rules.Transformations;

/// <summary>Four hexadecimal digits of a UTF-16 unit, as in <c>%uHHHH</c> and <c>\uHHHH</c>.</summary>
internal static class FourDigits
{
    public static bool At(ReadOnlySpan<char> input, int start) =>
        start + 4 <= input.Length
        && char.IsAsciiHexDigit(input[start]) && char.IsAsciiHexDigit(input[start + 1])
        && char.IsAsciiHexDigit(input[start + 2]) && char.IsAsciiHexDigit(input[start + 3]);

    /// <summary>The low byte; for full-width forms (U+FF01 to U+FF5E) the ASCII char they look like.</summary>
    public static char LowByte(ReadOnlySpan<char> digits)
    {
        char low = ByteText.HexPair(digits[2], digits[3]);
        bool fullWidth = (digits[0] | 0x20) == 'f' && (digits[1] | 0x20) == 'f' && low is > '\0' and < '\u005F';
        return fullWidth ? (char)(low + 0x20) : low;
    }
}
