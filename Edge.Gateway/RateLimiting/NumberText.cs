using System.Globalization;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>Numbers as header text, remembered: the same few are sent over and over.</summary>
internal static class NumberText
{
    /// <summary>Numbers below this, such as counts, are remembered for good once they were sent; above it, such as times, when they come again, in a slot for those that share its remainder. About 1.4 MB when full.</summary>
    public const int Slots = 1 << 14;

    private static readonly string?[] Small = new string?[Slots];
    private static readonly Entry?[] Large = new Entry?[Slots];
    private static readonly SeenOnce Seen = new(Slots);

    public static string Of(long number)
    {
        if ((ulong)number < Slots)
        {
            return Small[number] ??= number.ToString(CultureInfo.InvariantCulture);
        }

        ref Entry? slot = ref Large[(int)(number & (Slots - 1))];
        Entry? entry = slot;
        if (entry is not null && entry.Number == number)
        {
            return entry.Text;
        }

        string text = number.ToString(CultureInfo.InvariantCulture);
        if (Seen.Again((uint)(number & (Slots - 1)), (uint)(number / Slots)))
        {
            slot = new Entry(number, text); // Immutable, so a lost race does no harm.
        }

        return text;
    }

    private sealed record Entry(long Number, string Text);
}
