namespace Edge.Rules.Transformations;

/// <summary>The 64 digits of RFC 4648, section 4.</summary>
internal static class Base64Alphabet
{
    /// <summary>The six bits of a digit, or a negative number.</summary>
    public static int Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
