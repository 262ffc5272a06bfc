using System.Globalization;

namespace Edge.Rules.Execution;

/// <summary>Texts of the numbers that scores and counters take, so that they cost no allocation.</summary>
internal static class SmallNumbers
{
    private const int Count = 1024;

    private static readonly string[] Texts =
        [.. Enumerable.Range(0, Count).Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    public static TextSlice ToText(long number, TextArena arena)
    {
        if (number is >= 0 and < Count)
        {
            return TextSlice.Constant(Texts[number]);
        }

        const int MaxDigits = 20; // -9223372036854775808
        number.TryFormat(arena.Reserve(MaxDigits), out int written, provider: CultureInfo.InvariantCulture);
        return arena.Commit(written);
    }

    /// <summary>The number that a text begins with, as C's <c>strtol</c> reads it: blanks, a sign, digits; 0 when there is none.</summary>
    public static long Parse(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (at < text.Length && Language.Blank.Is(text[at]))
        {
            at++;
        }

        bool negative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is ('-' or '+') ? 1 : 0;
        long value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]) && value < long.MaxValue / 16; at++)
        {
            value = (value * 10) + (text[at] - '0');
        }

        return negative ? -value : value;
    }
}
