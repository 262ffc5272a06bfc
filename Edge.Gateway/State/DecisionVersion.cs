using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Numbers the changes of a key, so that nodes which make the same change at the same time tell of one event.</summary>
internal static class DecisionVersion
{
    // Half of the time that an undone word is remembered: when its count is forgotten, the next begins beyond it.
    private static readonly TimeSpan Spell = LocalDecisions.UndoneKept / 2;

    // Changes of one key in a spell: one each second.
    private const int SpellBits = 21;

    /// <summary>The next number; without a word about the key it begins with the calendar, as on every node.</summary>
    public static long Next(DecisionEntry? known, DateTimeOffset now) => (known?.Version ?? ((now - DateTimeOffset.UnixEpoch).Ticks / Spell.Ticks) << SpellBits) + 1;

    /// <summary>Identity of the event that tells of a change.</summary>
    public static Guid EventId(string eventType, string key, long version) => EventIdentity.Of(eventType, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}#{version}"));
}
