using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status.Ledger;

/// <summary>The ledger in memory: what the page shows, whatever becomes of the disk. Not thread-safe.</summary>
internal sealed class LedgerHistory
{
    /// <summary>Oldest minute that an entry may still be added to.</summary>
    public static readonly TimeSpan MaxLateness = TimeSpan.FromHours(24);

    /// <summary>Longest time that days are kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(3660);

    /// <summary>A clock that goes back further than this was wrong before, and is right now. Minutes.</summary>
    public const int MaxBack = 5;

    private const int LateMinutes = (24 * 60) + 5;

    private readonly Dictionary<string, ComponentHistory> _components = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, Dictionary<string, Dictionary<(string Source, string Part), MinuteTally>>> _recent = [];

    /// <summary>The history of a component; an empty one for a component of which nothing was measured.</summary>
    public ComponentHistory this[string component]
    {
        get
        {
            if (!_components.TryGetValue(component, out ComponentHistory? history))
            {
                _components[component] = history = new ComponentHistory();
            }

            return history;
        }
    }

    /// <summary>The first minute that is not closed yet; it goes back with a clock that was put right only.</summary>
    public long Until { get; private set; }

    /// <summary>Grows with each change.</summary>
    public long Version { get; private set; }

    /// <summary>Minutes before this one are over, measured or not.</summary>
    public void Close(long until)
    {
        long next = until < Until - MaxBack ? until : Math.Max(Until, until);
        Version += next != Until ? 1 : 0;
        Until = next;
        while (_recent.Count > 0 && _recent.First().Key is var first && first < Until - LateMinutes)
        {
            _recent.Remove(first);
        }
    }

    /// <summary>Adds an entry; false when it is known, or too old.</summary>
    public bool Add(LedgerRow row)
    {
        if (row.Minute < Until - LateMinutes)
        {
            return false;
        }

        if (!_recent.TryGetValue(row.Minute, out Dictionary<string, Dictionary<(string Source, string Part), MinuteTally>>? components))
        {
            _recent[row.Minute] = components = new(StringComparer.Ordinal);
        }

        if (!components.TryGetValue(row.Component, out Dictionary<(string Source, string Part), MinuteTally>? parts))
        {
            components[row.Component] = parts = [];
        }

        if (!parts.TryAdd((row.Source, row.Part), row.Tally))
        {
            return false;
        }

        Version++;
        MinuteState state = MinuteRule.Judge(BySource(parts));
        DateOnly date = ComponentHistory.DateOf(row.Minute);
        ComponentHistory history = this[row.Component];
        history.DayOf(date).Set((int)(row.Minute - ComponentHistory.MinuteOf(date)), state);
        if (state != MinuteState.Unknown)
        {
            history.Measured(row.Minute);
        }

        return true;
    }

    /// <summary>What the sources measured in a minute, each once.</summary>
    public IReadOnlyCollection<KeyValuePair<string, MinuteTally>> Find(long minute, string component) =>
        _recent.TryGetValue(minute, out var components) && components.TryGetValue(component, out var parts) ? BySource(parts) : [];

    private static Dictionary<string, MinuteTally> BySource(Dictionary<(string Source, string Part), MinuteTally> parts)
    {
        Dictionary<string, MinuteTally> sources = new(StringComparer.Ordinal);
        foreach (((string source, _), MinuteTally tally) in parts)
        {
            sources[source] = sources.GetValueOrDefault(source) + tally;
        }

        return sources;
    }
}
