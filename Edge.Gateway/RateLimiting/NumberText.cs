using System.Globalization;

namespace Edge.Gateway.RateLimiting;

/// <summary>Numbers as header text, remembered: the same few are sent over and over.</summary>
internal static class NumberText
{
    /// <summary>Texts remembered; each slot serves the numbers that share its remainder, about 0.7 MB when full.</summary>
    public const int Slots = 1 << 14;

    private static readonly Entry?[] Cache = new Entry?[Slots];

    public static string Of(long number)
    {
        ref Entry? slot = ref Cache[(int)(number & (Slots - 1))];
        Entry? entry = slot;
        if (entry is null || entry.Number != number)
        {
            slot = entry = new Entry(number, number.ToString(CultureInfo.InvariantCulture)); // Immutable, so a lost race does no harm.
        }

        return entry.Text;
    }

    private sealed record Entry(long Number, string Text);
}
