namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>What a counter has seen by minute for an hour, by ten minutes for a day, by hour for eight days; and its busiest keys. Nothing for a counter that is never used.</summary>
/// <remarks>By minutes since 1970, so that intervals begin at round times. Thread-safe, but for the keys.</remarks>
internal sealed class UsageHistory(HistoryBudget budget)
{
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;

    /// <summary>Hours kept: a week, the day before it, which is compared with, and the one that runs.</summary>
    private const int HoursKept = (8 * HoursPerDay) + 1;

    private readonly Lock _lock = new();
    private Series? _series;
    private UsageCounts _noted;
    private long _lastUsed;
    private TopKeys?[]? _top;
    private bool _isReleased;

    /// <summary>Whether there is no more room for this counter's history, so that nothing is known of it.</summary>
    public bool IsLeftOut { get; private set; }

    /// <summary>Notes the totals so far; called once a minute or more often.</summary>
    /// <param name="totals">Since the start.</param>
    /// <param name="minute">Minutes since 1970; never less than before.</param>
    public void Note(in UsageCounts totals, long minute)
    {
        lock (_lock)
        {
            if (_isReleased)
            {
                return; // Nobody would give back what is taken now.
            }

            UsageCounts added = default;
            bool isUsed = false;
            for (int kind = 0; kind < UsageCounts.Kinds; kind++)
            {
                added[kind] = totals[kind] - _noted[kind];
                isUsed |= added[kind] > 0;
            }

            if (!isUsed)
            {
                ForgetIdle(minute);
                return;
            }

            _noted = totals;
            if (_series is null)
            {
                IsLeftOut = !budget.TryTakeSeries();
                if (IsLeftOut)
                {
                    return;
                }

                _series = new Series();
            }

            _lastUsed = minute;
            _series.Minutes.Add(minute, added);
            _series.TenMinutes.Add(minute, added);
            _series.Hours.Add(minute, added);
        }
    }

    /// <summary>Mean requests let through per minute over the last hour and the last day, or since the start.</summary>
    /// <param name="minute">Now.</param>
    /// <param name="since">When the node began to count.</param>
    public (double Hour, double Day) Averages(long minute, long since)
    {
        lock (_lock)
        {
            return _series is not { } series ? (0, 0)
                : (Mean(series.Minutes, minute, MinutesPerHour, since), Mean(series.TenMinutes, minute, MinutesPerHour * HoursPerDay, since));
        }
    }

    /// <summary>How often something happened within the last hour.</summary>
    public long LastHour(UsageKind kind, long minute)
    {
        lock (_lock)
        {
            return _series?.Minutes.Sum(minute - MinutesPerHour + 1, minute, kind) ?? 0;
        }
    }

    /// <summary>Requests let through in full hours.</summary>
    /// <param name="last">The last hour, in hours since 1970.</param>
    /// <param name="count">How many, back from it.</param>
    public long Hours(long last, int count)
    {
        lock (_lock)
        {
            return _series is not { } series ? 0
                : series.Hours.Sum(last - count + 1, last, UsageKind.Within) + series.Hours.Sum(last - count + 1, last, UsageKind.Burst);
        }
    }

    /// <summary>The intervals of a range, oldest first.</summary>
    /// <param name="range">Which.</param>
    /// <param name="minute">Now.</param>
    /// <param name="since">When the node began to count: what lies before was not measured.</param>
    public UsagePoint[] Read(UsageRange range, long minute, long since)
    {
        (int length, int count) = range switch
        {
            UsageRange.Hour => (1, MinutesPerHour),
            UsageRange.Day => (10, HoursPerDay * 6),
            _ => (MinutesPerHour, 7 * HoursPerDay),
        };
        lock (_lock)
        {
            UsageRing? ring = range switch
            {
                UsageRange.Hour => _series?.Minutes,
                UsageRange.Day => _series?.TenMinutes,
                _ => _series?.Hours,
            };
            var points = new UsagePoint[count];
            for (int i = 0; i < count; i++)
            {
                long slot = (minute / length) - count + 1 + i;
                points[i] = new UsagePoint(
                    DateTimeOffset.UnixEpoch.AddMinutes(slot * length),
                    !IsLeftOut && (slot + 1) * length > since,
                    ring?.At(slot, UsageKind.Within) ?? 0,
                    ring?.At(slot, UsageKind.Burst) ?? 0,
                    ring?.At(slot, UsageKind.Denied) ?? 0);
            }

            return points;
        }
    }

    /// <summary>Counts a key of a scope; under the counter's lock.</summary>
    public void Count(int scope, Storage.KeyHash key)
    {
        TopKeys?[] top = _top ??= new TopKeys?[Bucket.MaxScopes];
        (top[scope] ??= new TopKeys()).Add(key);
    }

    /// <summary>The busiest keys of a scope; under the counter's lock.</summary>
    public TopKey[] TopOf(int scope) => _top?[scope]?.Snapshot() ?? [];

    /// <summary>Gives the memory back for good: the counter is configured no longer.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            if (_series is not null)
            {
                _series = null;
                budget.ReturnSeries();
            }
        }
    }

    private static double Mean(UsageRing ring, long minute, long minutes, long since)
    {
        long last = ring.SlotOf(minute);
        long first = last - (minutes / ring.Minutes) + 1;
        long units = ring.Sum(first, last, UsageKind.Within) + ring.Sum(first, last, UsageKind.Burst);
        return units / (double)Math.Max(1, minute + 1 - Math.Max(first * ring.Minutes, since));
    }

    private void ForgetIdle(long minute)
    {
        if (_series is not null && minute - _lastUsed > HoursKept * MinutesPerHour)
        {
            _series = null;
            budget.ReturnSeries();
        }
    }

    private sealed class Series
    {
        public UsageRing Minutes { get; } = new(1, MinutesPerHour + 1);

        public UsageRing TenMinutes { get; } = new(10, (HoursPerDay * 6) + 1);

        public UsageRing Hours { get; } = new(MinutesPerHour, HoursKept);
    }
}
