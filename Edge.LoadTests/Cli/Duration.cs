using System.Globalization;

namespace Edge.LoadTests.Cli;

/// <summary>Durations as the gateway's files write them: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>8h</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <exception cref="FormatException">It is none, or above 7 days.</exception>
    public static TimeSpan Parse(string option, string text, bool mayBeZero = false)
    {
        string unit = text.TrimStart([.. "0123456789."]);
        double milliseconds = unit switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, _ => 0 };
        if (milliseconds > 0
            && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && (number > 0 || mayBeZero)
            && number * milliseconds <= Longest.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(Math.Round(number * milliseconds));
        }

        throw new FormatException($"{option} is \"{text}\"; give a duration up to 7 days with ms, s, m or h, such as 30s.");
    }
}
