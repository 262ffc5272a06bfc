using System.Globalization;

namespace Edge.Gateway.Events;

/// <summary>A place in the log, between two events.</summary>
/// <param name="Sequence">Number of the last event that was shown, in the order of storing.</param>
/// <param name="PublishedMs">Its <c>published</c>, in ms since 1970; null when the order is that of storing.</param>
internal sealed record EventCursor(long Sequence, long? PublishedMs)
{
    public static bool TryParse(string text, out EventCursor? cursor)
    {
        string[] parts = text.Split('_');
        long published = 0;
        bool isGood = parts.Length is 1 or 2
            && long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (parts.Length == 1 || long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out published));
        cursor = isGood ? new EventCursor(long.Parse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture), parts.Length == 1 ? null : published) : null;
        return isGood;
    }

    public override string ToString() => PublishedMs is { } published
        ? string.Create(CultureInfo.InvariantCulture, $"{published}_{Sequence}")
        : Sequence.ToString(CultureInfo.InvariantCulture);
}
