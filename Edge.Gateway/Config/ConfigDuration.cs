using System.Globalization;

namespace Edge.Gateway.Config;

/// <summary>Durations as the configuration writes them: a number and a unit, <c>"250ms"</c>, <c>"1.5s"</c>, <c>"1m"</c>, <c>"1h"</c>, <c>"7d"</c>.</summary>
internal static class ConfigDuration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), // Before "s", which it ends with.
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                bool good = double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                    && number * length.TotalDays <= TimeSpan.MaxValue.TotalDays / 2;
                duration = good ? number * length : default;
                return good;
            }
        }

        duration = default;
        return false;
    }

    /// <summary>The shortest form that parses to the same duration.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach ((string unit, TimeSpan length) in Units.Reverse())
        {
            double number = duration / length;
            if (number >= 1 && number == Math.Floor(number))
            {
                return number.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return (duration / Units[0].Length).ToString(CultureInfo.InvariantCulture) + Units[0].Unit;
    }
}
