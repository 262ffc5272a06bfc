using System.Globalization;

namespace Edge.Gateway.RateLimiting;

/// <summary>Numbers as header text, remembered: the same few are sent over and over.</summary>
internal static class NumberText
{
    /// <summary>Numbers below this, such as counts, are remembered for good once they were sent; above it, such as times, each slot serves those that share its remainder. About 1.4 MB when full.</summary>
    public const int Slots = 1 << 14;

    private static readonly string?[] Small = new string?[Slots];
    private static readonly Entry?[] Large = new Entry?[Slots];

    public static string Of(long number)
    {
        if ((ulong)number < Slots)
        {
            return Small[number] ??= number.ToString(CultureInfo.InvariantCulture);
        }

        ref Entry? slot = ref Large[(int)(number & (Slots - 1))];
        Entry? entry = slot;
        if (entry is null || entry.Number != number)
        {
            slot = entry = new Entry(number, number.ToString(CultureInfo.InvariantCulture)); // Immutable, so a lost race does no harm.
        }

        return entry.Text;
    }

    private sealed record Entry(long Number, string Text);
}
