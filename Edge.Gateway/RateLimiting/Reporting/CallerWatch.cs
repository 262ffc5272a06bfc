using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Who uses a counter most: addresses, users and tokens of this hour and the one before. Thread-safe.</summary>
/// <remarks>
/// Of each second the first <see cref="MaxPerSecond"/> requests are looked at: where there are more, the shares stay about right,
/// and the way of a request costs one comparison. Names are kept in memory only; tokens only masked.
/// </remarks>
internal sealed class CallerWatch(HistoryBudget budget)
{
    /// <summary>Most requests looked at per second and counter.</summary>
    public const int MaxPerSecond = 50;

    /// <summary>Callers shown of each kind.</summary>
    public const int Shown = 10;

    private const int Kinds = 3;

    private readonly Lock _lock = new();
    private CallerSketch?[]? _current;
    private CallerSketch?[]? _previous;
    private long _hour;
    private long _second = -1;
    private int _looked;
    private bool _isReleased;

    /// <summary>Whether to look at a request that comes now; a lost race looks at one more.</summary>
    public bool WantsOne(long nowTicks)
    {
        long second = nowTicks / TimeSpan.TicksPerSecond;
        if (second != Volatile.Read(ref _second))
        {
            Volatile.Write(ref _second, second);
            _looked = 0;
        }

        return _looked < MaxPerSecond && _looked++ < MaxPerSecond;
    }

    /// <summary>Counts a request.</summary>
    public void Count(in RequestCallers callers, bool isDenied, long hour)
    {
        lock (_lock)
        {
            Rotate(hour);
            if (_isReleased)
            {
                return; // A request that began before its counter was removed: nobody would give back what is taken now.
            }

            if (_current is null)
            {
                if (_previous is null && !budget.TryTakeCallers())
                {
                    return;
                }

                _current = new CallerSketch?[Kinds];
            }

            Add(CallerKind.Address, callers.Address, callers.AddressText, static text => text, isDenied);
            Add(CallerKind.User, callers.User, callers.UserText, static text => text, isDenied);
            Add(CallerKind.Token, callers.Token, callers.TokenText, TokenMask.Of, isDenied);
        }
    }

    /// <summary>The busiest first.</summary>
    public CallerCount[] Top(CallerKind kind, long hour)
    {
        lock (_lock)
        {
            Rotate(hour);
            IEnumerable<CallerCount> all = (_current?[(int)kind]?.Callers ?? []).Concat(_previous?[(int)kind]?.Callers ?? []);
            return [.. all.GroupBy(static caller => caller.Key)
                .Select(static same => same.First() with { Requests = same.Sum(static caller => caller.Requests), Denied = same.Sum(static caller => caller.Denied) })
                .OrderByDescending(static caller => caller.Requests).ThenBy(static caller => caller.Text, StringComparer.Ordinal).Take(Shown)];
        }
    }

    /// <summary>Forgets hours that are over, and gives the memory back when nothing is left.</summary>
    public void Sweep(long hour)
    {
        lock (_lock)
        {
            Rotate(hour);
        }
    }

    /// <summary>Gives the memory back for good: the counter is configured no longer.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            Rotate(long.MaxValue);
        }
    }

    private void Add(CallerKind kind, KeyHash key, string? text, Func<string, string> nameOf, bool isDenied)
    {
        if (text is not null && key != default)
        {
            (_current![(int)kind] ??= new CallerSketch()).Add(key, isDenied, text, nameOf);
        }
    }

    private void Rotate(long hour)
    {
        if (hour <= _hour)
        {
            return; // One that read the clock before another did counts for the hour that runs.
        }

        bool had = _current is not null || _previous is not null;
        (_previous, _current) = (hour == _hour + 1 ? _current : null, null);
        _hour = hour;
        if (had && _previous is null)
        {
            budget.ReturnCallers();
        }
    }
}
