namespace Edge.Gateway.Status.Ledger;

/// <summary>All days of a component.</summary>
internal sealed class ComponentHistory
{
    private readonly SortedDictionary<DateOnly, LedgerDay> _days = [];

    /// <summary>The first minute that was ever measured; null for none.</summary>
    public long? Begin { get; private set; }

    public LedgerDay DayOf(DateOnly date)
    {
        if (!_days.TryGetValue(date, out LedgerDay? day))
        {
            _days[date] = day = new LedgerDay();
        }

        return day;
    }

    /// <summary>Takes a day from the disk.</summary>
    public void Load(DateOnly date, LedgerDay day)
    {
        _days[date] = day;
        if (day.First is { } first)
        {
            Measured(MinuteOf(date) + first);
        }
    }

    public void Measured(long minute) => Begin = Begin is { } begin ? Math.Min(begin, minute) : minute;

    /// <summary>Minutes from one date up to another, the last included. Those before the first measurement, and those not yet over, are not in it.</summary>
    /// <param name="from">First date.</param>
    /// <param name="to">Last date.</param>
    /// <param name="until">The first minute that is not closed yet.</param>
    public Uptime Between(DateOnly from, DateOnly to, long until)
    {
        if (Begin is not { } begin)
        {
            return default;
        }

        (long up, long down) = (0, 0);
        foreach ((DateOnly date, LedgerDay day) in _days)
        {
            if (date >= from && date <= to)
            {
                up += day.Up;
                down += day.Down;
            }
        }

        long all = Math.Min(until, MinuteOf(to.AddDays(1))) - Math.Max(begin, MinuteOf(from));
        return new Uptime(up, down, Math.Max(0, all - up - down));
    }

    /// <summary>Minutes of one date, as <see cref="Between"/> tells them.</summary>
    public Uptime Of(DateOnly date, long until)
    {
        (int up, int down) = _days.TryGetValue(date, out LedgerDay? day) ? (day.Up, day.Down) : (0, 0);
        long all = Math.Min(until, MinuteOf(date.AddDays(1))) - Math.Max(Begin ?? long.MaxValue, MinuteOf(date));
        return new Uptime(up, down, Math.Max(0, all - up - down));
    }

    /// <summary>The last minute that was down; null for none.</summary>
    public long? LastDown()
    {
        foreach ((DateOnly date, LedgerDay day) in _days.Reverse())
        {
            if (day.LastDown is { } minute)
            {
                return MinuteOf(date) + minute;
            }
        }

        return null;
    }

    public static long MinuteOf(DateOnly date) => (long)(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * LedgerDay.Minutes;

    public static DateOnly DateOf(long minute) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)Math.DivRem(minute, LedgerDay.Minutes).Quotient);
}
