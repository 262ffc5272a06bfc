namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Averages over an hour and a day, and the busiest keys. Made small for a counter that is never used.</summary>
internal sealed class UsageHistory
{
    private const int Minutes = 60;
    private const int Hours = 24;

    private readonly Lock _lock = new();
    private int[]? _slots; // Units by minute, then by hour.
    private long _minute = long.MinValue;
    private long _lastTotal;
    private TopKeys?[]? _top;

    /// <summary>Notes the total so far; called once a minute or more often.</summary>
    /// <param name="total">Units since the start.</param>
    /// <param name="minute">Minutes since the start.</param>
    public void Note(long total, long minute)
    {
        lock (_lock)
        {
            if (total == _lastTotal && _slots is null)
            {
                return;
            }

            int[] slots = _slots ??= new int[Minutes + Hours];
            if (_minute != long.MinValue)
            {
                ClearBetween(slots, minute);
            }

            int added = (int)Math.Min(int.MaxValue / 2, total - _lastTotal);
            slots[minute % Minutes] += added;
            ref int hour = ref slots[Minutes + (minute / Minutes % Hours)];
            hour = (int)Math.Min(int.MaxValue, (long)hour + added);
            (_minute, _lastTotal) = (minute, total);
        }
    }

    /// <summary>Mean units per minute over the last hour and the last day.</summary>
    public (double Hour, double Day) Averages(long minute)
    {
        lock (_lock)
        {
            if (_slots is null)
            {
                return (0, 0);
            }

            ClearBetween(_slots, minute);
            _minute = minute;
            double hour = _slots.AsSpan(0, Minutes).ToArray().Sum(static units => (long)units) / (double)Math.Min(Minutes, minute + 1);
            double day = _slots.AsSpan(Minutes).ToArray().Sum(static units => (long)units) / (double)Math.Min(Minutes * Hours, minute + 1);
            return (hour, day);
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

    private void ClearBetween(int[] slots, long minute)
    {
        for (long passed = Math.Max(_minute + 1, minute - Minutes + 1); passed <= minute; passed++)
        {
            slots[passed % Minutes] = 0;
        }

        for (long passed = Math.Max((_minute / Minutes) + 1, (minute / Minutes) - Hours + 1); passed <= minute / Minutes; passed++)
        {
            slots[Minutes + (passed % Hours)] = 0;
        }
    }
}
