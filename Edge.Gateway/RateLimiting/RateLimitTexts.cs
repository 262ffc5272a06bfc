using System.Globalization;
using System.Runtime.CompilerServices;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>Values of the <c>RateLimit</c> header, remembered: a policy sends the same few thousand over and over.</summary>
internal static class RateLimitTexts
{
    /// <summary>Texts remembered, about 12 MB when full: those that come again.</summary>
    public const int Slots = 1 << 16;

    private static readonly Entry?[] Cache = new Entry?[Slots];
    private static readonly SeenOnce Seen = new(Slots);

    public static string Of(RateLimitPolicy policy, long remaining, long seconds)
    {
        // Neighbouring numbers have neighbouring slots, so the texts of one window never push each other out.
        uint start = ((uint)RuntimeHelpers.GetHashCode(policy) * 0x9E3779B1) + ((uint)seconds * 0x85EBCA77);
        uint place = ((start >> 16) + (uint)remaining) & (Slots - 1);
        ref Entry? slot = ref Cache[place];
        Entry? entry = slot;
        if (entry is not null && entry.Remaining == remaining && entry.Seconds == seconds && ReferenceEquals(entry.Policy, policy))
        {
            return entry.Text;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";r={remaining};t={seconds}{policy.PartitionText}");
        if (Seen.Again(place, start + ((uint)remaining * 0xC2B2AE3D)))
        {
            slot = new Entry(policy, remaining, seconds, text); // Immutable, so a lost race does no harm.
        }

        return text;
    }

    private sealed record Entry(RateLimitPolicy Policy, long Remaining, long Seconds, string Text);
}
