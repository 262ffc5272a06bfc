namespace Edge.Rules.Operators;

/// <summary>The arithmetic of personal and card numbers. Chars that are no digits are skipped.</summary>
internal static class CheckDigits
{
    /// <summary>More digits than any of these numbers has.</summary>
    private const int MaxDigits = 32;

    /// <summary>ISO/IEC 7812-1, annex B (Luhn).</summary>
    public static bool IsCard(ReadOnlySpan<char> text)
    {
        int sum = 0;
        int count = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            int digit = text[i] - '0';
            int weighted = count++ % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return count > 0 && sum % 10 == 0;
    }

    /// <summary>US Social Security number: area, group and serial that can be issued, no runs.</summary>
    public static bool IsSsn(ReadOnlySpan<char> text)
    {
        Span<int> digits = stackalloc int[MaxDigits];
        if (Read(text, digits) != 9 || IsRun(digits[..9], 0) || IsRun(digits[..9], 1))
        {
            return false;
        }

        int area = (digits[0] * 100) + (digits[1] * 10) + digits[2];
        int group = (digits[3] * 10) + digits[4];
        int serial = (digits[5] * 1000) + (digits[6] * 100) + (digits[7] * 10) + digits[8];
        return area is > 0 and < 740 and not 666 && group > 0 && serial > 0;
    }

    /// <summary>Brazilian CPF: eleven digits, the last two check the others modulo 11.</summary>
    public static bool IsCpf(ReadOnlySpan<char> text)
    {
        Span<int> digits = stackalloc int[MaxDigits];
        return Read(text, digits) == 11 && !IsRun(digits[..11], 0)
            && CpfDigit(digits[..9]) == digits[9] && CpfDigit(digits[..10]) == digits[10];
    }

    /// <summary>Austrian social security number: ten digits, the fourth checks the others modulo 11.</summary>
    public static bool IsSvnr(ReadOnlySpan<char> text)
    {
        Span<int> digits = stackalloc int[MaxDigits];
        if (Read(text, digits) != 10 || IsRun(digits[..10], 0) || IsRun(digits[..10], 1))
        {
            return false;
        }

        ReadOnlySpan<int> weights = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6];
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * digits[i];
        }

        return sum % 11 == digits[3];
    }

    private static int CpfDigit(ReadOnlySpan<int> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            sum += digits[i] * (digits.Length + 1 - i);
        }

        return sum % 11 < 2 ? 0 : 11 - (sum % 11);
    }

    private static int Read(ReadOnlySpan<char> text, Span<int> digits)
    {
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == digits.Length)
                {
                    return -1;
                }

                digits[count++] = c - '0';
            }
        }

        return count;
    }

    private static bool IsRun(ReadOnlySpan<int> digits, int step)
    {
        for (int i = 1; i < digits.Length; i++)
        {
            if (digits[i] != (digits[i - 1] + step) % 10)
            {
                return false;
            }
        }

        return true;
    }
}
