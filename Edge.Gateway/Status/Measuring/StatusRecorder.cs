using Edge.Gateway.Journeys;
using Edge.Gateway.Status.Ledger;

namespace Edge.Gateway.Status.Measuring;

/// <summary>Brings all sources' measurements together: what is the case now, and entries for the ledger. Thread-safe.</summary>
internal sealed class StatusRecorder
{
    /// <summary>How long a minute stays open after its end: for runs that began in it, and reports from elsewhere.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Seconds that say what is the case now.</summary>
    public const int NowSeconds = 10;

    /// <summary>A component is down now when so many of those were: one lost request is no outage.</summary>
    public const int DownOfNow = 5;

    /// <summary>Seconds that a location sees, for incidents: reports from elsewhere come some seconds later.</summary>
    public const int SightSeconds = 15;

    /// <summary>Seconds without any down after which a location sees a component well again.</summary>
    public const int WellSeconds = 30;

    /// <summary>Most sources.</summary>
    public const int MaxSources = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SourceRecorder> _sources = new(StringComparer.Ordinal);
    private readonly string _instance = Guid.NewGuid().ToString("N")[..12]; // Of this process: parts of two processes differ.
    private int _parts;

    public LedgerHistory History { get; private set; } = new();

    /// <summary>Guards <see cref="History"/>.</summary>
    public Lock Lock => _lock;

    /// <summary>Begins with a history from the disk, and what was measured since this process began.</summary>
    public void Begin(LedgerHistory history, IEnumerable<LedgerRow> measured)
    {
        lock (_lock)
        {
            foreach (LedgerRow row in measured)
            {
                history.Add(row);
            }

            History = history;
        }
    }

    /// <summary>Takes a run. False when there are too many sources.</summary>
    public bool Observe(string source, JourneyResult result, IReadOnlyList<string> components, TimeSpan validity)
    {
        lock (_lock)
        {
            if (SourceOf(source) is not { } recorder)
            {
                return false;
            }

            recorder.Observe(result, components, validity);
            return true;
        }
    }

    /// <summary>Takes a second of customers' requests.</summary>
    public void Count(string source, string component, DateTimeOffset now, bool? isUp, long requests, long failed)
    {
        if (isUp is not null || requests > 0)
        {
            lock (_lock)
            {
                SourceOf(source)?.Count(component, now, isUp, requests, failed);
            }
        }
    }

    /// <summary>Lets a source's last results hold up to an instant.</summary>
    public void CoverTo(string source, DateTimeOffset instant)
    {
        lock (_lock)
        {
            _sources.GetValueOrDefault(source)?.CoverTo(instant);
        }
    }

    /// <summary>Closes the minutes whose time is over, and makes entries of them.</summary>
    /// <param name="now">The time.</param>
    /// <param name="all">Takes the open minutes too: the process ends.</param>
    public IReadOnlyList<LedgerRow> Close(DateTimeOffset now, bool all = false)
    {
        lock (_lock)
        {
            long until = LedgerRow.MinuteOf(now - Grace);
            List<LedgerRow> rows = [];
            foreach (SourceRecorder source in _sources.Values.ToArray())
            {
                source.Forget(now - LedgerHistory.MaxLateness);
                foreach ((long minute, string component, MinuteTally tally) in source.TakeBefore(all ? long.MaxValue : until))
                {
                    LedgerRow row = new(minute, component, source.Source, $"{_instance}-{++_parts}", tally);
                    if (History.Add(row))
                    {
                        rows.Add(row);
                    }
                }

                if (source.IsIdle(until))
                {
                    _sources.Remove(source.Source);
                }
            }

            History.Close(until);
            return rows;
        }
    }

    /// <summary>Takes entries that others made, or this node before; those that are new.</summary>
    public IReadOnlyList<LedgerRow> Take(IEnumerable<LedgerRow> rows)
    {
        lock (_lock)
        {
            return [.. rows.Where(History.Add)];
        }
    }

    /// <summary>What of each day has changed with entries, as the disk keeps it.</summary>
    public IReadOnlyList<(DateOnly Date, string Component, string States)> DaysOf(IEnumerable<LedgerRow> rows)
    {
        lock (_lock)
        {
            return [.. rows.Select(static row => (Date: ComponentHistory.DateOf(row.Minute), row.Component)).Distinct()
                .Select(day => (day.Date, day.Component, History[day.Component].DayOf(day.Date).Letters))];
        }
    }

    /// <summary>Whether a component is up now, as all sources together see it.</summary>
    public MinuteState Now(string component, DateTimeOffset now)
    {
        lock (_lock)
        {
            (int up, int down) = (0, 0);
            long end = now.ToUnixTimeSeconds();
            for (long minute = (end - NowSeconds) / MinuteTally.Seconds; minute <= (end - 1) / MinuteTally.Seconds; minute++)
            {
                (ulong ups, ulong downs) = MinuteRule.Merge(TalliesOf(minute, component));
                ulong window = Window(minute, end - NowSeconds, end);
                up += System.Numerics.BitOperations.PopCount(ups & window);
                down += System.Numerics.BitOperations.PopCount(downs & window);
            }

            return down >= DownOfNow ? MinuteState.Down : up + down > 0 ? MinuteState.Up : MinuteState.Unknown;
        }
    }

    /// <summary>What each source by itself sees of a component now; those that say nothing are not in it.</summary>
    public IReadOnlyDictionary<string, SourceSight> Sights(string component, DateTimeOffset now)
    {
        lock (_lock)
        {
            Dictionary<string, SourceSight> sights = new(StringComparer.Ordinal);
            long end = now.ToUnixTimeSeconds();
            foreach (string source in _sources.Keys)
            {
                (int recentDown, int down, int up) = (0, 0, 0);
                for (long minute = (end - WellSeconds) / MinuteTally.Seconds; minute <= (end - 1) / MinuteTally.Seconds; minute++)
                {
                    MinuteTally tally = TalliesOf(minute, component).GetValueOrDefault(source);
                    recentDown += System.Numerics.BitOperations.PopCount(tally.Down & Window(minute, end - SightSeconds, end));
                    down += System.Numerics.BitOperations.PopCount(tally.Down & Window(minute, end - WellSeconds, end));
                    up += System.Numerics.BitOperations.PopCount(tally.Up & ~tally.Down & Window(minute, end - WellSeconds, end));
                }

                if (up + down == 0)
                {
                    continue; // Nothing was heard of it: it may be gone, and is not waited for.
                }

                sights[source] = recentDown >= DownOfNow ? SourceSight.Failing : down == 0 && up > 0 ? SourceSight.Well : SourceSight.Unsure;
            }

            return sights;
        }
    }

    private static ulong Window(long minute, long from, long until)
    {
        ulong window = 0;
        long first = minute * MinuteTally.Seconds;
        for (long second = Math.Max(from, first); second < Math.Min(until, first + MinuteTally.Seconds); second++)
        {
            window |= 1UL << (int)(second - first);
        }

        return window;
    }

    private Dictionary<string, MinuteTally> TalliesOf(long minute, string component)
    {
        Dictionary<string, MinuteTally> tallies = new(History.Find(minute, component), StringComparer.Ordinal);
        foreach (SourceRecorder source in _sources.Values)
        {
            if (source.Find(minute, component) is { IsEmpty: false } tally)
            {
                tallies[source.Source] = tallies.GetValueOrDefault(source.Source) + tally;
            }
        }

        return tallies;
    }

    private SourceRecorder? SourceOf(string source)
    {
        if (!_sources.TryGetValue(source, out SourceRecorder? recorder) && _sources.Count < MaxSources)
        {
            _sources[source] = recorder = new SourceRecorder(source);
        }

        return recorder;
    }
}
