using Edge.Gateway.Journeys;

namespace Edge.Gateway.Status.Measuring;

/// <summary>Makes seconds of what one source measured. A result holds from its start to the next one, and no longer than it is valid: after that nothing is known.</summary>
/// <remarks>Times are those of the measurement, so that what is reported late counts where it belongs. Not thread-safe.</remarks>
internal sealed class SourceRecorder(string source)
{
    /// <summary>Most pairs of journey and host that are followed.</summary>
    public const int MaxKeys = 10_000;

    private readonly Dictionary<(string Journey, string Host), Followed> _keys = [];
    private readonly SortedDictionary<long, Dictionary<string, MinuteTally>> _minutes = [];

    private long _taken = long.MinValue; // The last minute that was given away.

    public string Source => source;

    /// <summary>Takes a result. One that could not be run says nothing.</summary>
    /// <param name="result">What came.</param>
    /// <param name="components">What it tells of.</param>
    /// <param name="validity">How long it holds without another.</param>
    public void Observe(JourneyResult result, IReadOnlyList<string> components, TimeSpan validity)
    {
        if (result.Verdict == JourneyVerdict.NotRun || !TryFollow((result.Journey, result.Host), out Followed? key))
        {
            return;
        }

        long started = result.Started.ToUnixTimeSeconds();
        Cover(key, started);
        (key.Components, key.Verdict, key.Validity, key.ValidUntil) = (components, result.Verdict, validity, (result.Started + validity).ToUnixTimeSeconds());
        long known = key.CoveredUntil;
        key.CoveredUntil = started;
        Cover(key, Math.Clamp(known, started, started + (long)validity.TotalSeconds)); // Of these seconds the result before told, until now.
        key.CoveredUntil = Math.Max(started, key.CoveredUntil);
        bool passed = result.Verdict == JourneyVerdict.Passed;
        MinuteTally evidence = new(0, 0, passed ? 1 : 0, passed ? 0 : 1, 0, 0);
        foreach (string component in components)
        {
            Add(started / MinuteTally.Seconds, component, evidence);
        }

        bool isAnswered = result.Verdict != JourneyVerdict.Unanswered;
        Add(started / MinuteTally.Seconds, StatusComponent.FrontDoor.Id, new MinuteTally(0, 0, isAnswered ? 1 : 0, isAnswered ? 0 : 1, 0, 0));
    }

    /// <summary>Takes what customers' requests said of a second; null when they said neither.</summary>
    public void Count(string component, DateTimeOffset now, bool? isUp, long requests, long failed)
    {
        long second = now.ToUnixTimeSeconds();
        ulong bit = 1UL << (int)(second % MinuteTally.Seconds);
        Add(second / MinuteTally.Seconds, component, new MinuteTally(isUp == true ? bit : 0, isUp == false ? bit : 0, 0, 0, requests, failed));
    }

    /// <summary>Lets the last results hold up to an instant.</summary>
    public void CoverTo(DateTimeOffset instant)
    {
        long to = instant.ToUnixTimeSeconds();
        foreach (Followed key in _keys.Values)
        {
            if (to < key.CoveredUntil - (long)key.Validity.TotalSeconds)
            {
                // The clock went back: the result holds from here, not until the clock is where it was.
                (key.CoveredUntil, key.ValidUntil) = (to, Math.Min(key.ValidUntil, to + (long)key.Validity.TotalSeconds));
            }

            Cover(key, to);
        }
    }

    /// <summary>What is known of a minute that was not taken yet.</summary>
    public MinuteTally Find(long minute, string component) => _minutes.TryGetValue(minute, out Dictionary<string, MinuteTally>? tallies) ? tallies.GetValueOrDefault(component) : default;

    /// <summary>Gives the minutes before one away.</summary>
    public IEnumerable<(long Minute, string Component, MinuteTally Tally)> TakeBefore(long minute)
    {
        while (_minutes.Count > 0 && _minutes.First() is var (first, tallies) && first < minute)
        {
            _minutes.Remove(first);
            _taken = Math.Max(_taken, first);
            foreach ((string component, MinuteTally tally) in tallies)
            {
                yield return (first, component, tally);
            }
        }
    }

    /// <summary>Whether nothing is followed or waits, and what was seen is no longer asked for.</summary>
    /// <param name="until">The first minute that is not closed.</param>
    public bool IsIdle(long until) => _keys.Count == 0 && _minutes.Count == 0 && _taken < until - 1;

    /// <summary>Forgets targets of which nothing was heard for long.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach ((string, string) key in _keys.Where(entry => entry.Value.ValidUntil < before.ToUnixTimeSeconds()).Select(static entry => entry.Key).ToArray())
        {
            _keys.Remove(key);
        }
    }

    private bool TryFollow((string Journey, string Host) key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Followed? followed)
    {
        if (_keys.TryGetValue(key, out followed))
        {
            return true;
        }

        if (_keys.Count >= MaxKeys)
        {
            return false;
        }

        _keys[key] = followed = new Followed();
        return true;
    }

    private void Cover(Followed key, long to)
    {
        long end = Math.Min(to, key.ValidUntil);
        for (long second = key.CoveredUntil; second < end; second++)
        {
            ulong bit = 1UL << (int)(second % MinuteTally.Seconds);
            long minute = second / MinuteTally.Seconds;
            MinuteTally tally = key.Verdict == JourneyVerdict.Passed ? new MinuteTally(bit, 0, 0, 0, 0, 0) : new MinuteTally(0, bit, 0, 0, 0, 0);
            foreach (string component in key.Components)
            {
                Add(minute, component, tally);
            }

            Add(minute, StatusComponent.FrontDoor.Id, key.Verdict == JourneyVerdict.Unanswered ? tally : new MinuteTally(bit, 0, 0, 0, 0, 0));
        }

        key.CoveredUntil = Math.Max(key.CoveredUntil, to);
    }

    private void Add(long minute, string component, MinuteTally tally)
    {
        if (!_minutes.TryGetValue(minute, out Dictionary<string, MinuteTally>? tallies))
        {
            _minutes[minute] = tallies = new Dictionary<string, MinuteTally>(StringComparer.Ordinal);
        }

        tallies[component] = tallies.GetValueOrDefault(component) + tally;
    }

    // The last result of a journey against a host, and how far its seconds are told. Unix seconds.
    private sealed class Followed
    {
        public IReadOnlyList<string> Components { get; set; } = [];

        public JourneyVerdict Verdict { get; set; }

        public TimeSpan Validity { get; set; }

        public long ValidUntil { get; set; }

        public long CoveredUntil { get; set; }
    }
}
