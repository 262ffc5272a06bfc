namespace Edge.Rules.Execution;

/// <summary>How names of variables, headers and selectors compare: without regard to ASCII case, bytes above 0x7F as they are.</summary>
internal static class Names
{
    public static bool EqualIgnoringCase(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int index = 0; index < left.Length; index++)
        {
            if (left[index] != right[index] && Fold(left[index]) != Fold(right[index]))
            {
                return false;
            }
        }

        return true;
    }

    public static char Fold(char letter) => char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter;
}
