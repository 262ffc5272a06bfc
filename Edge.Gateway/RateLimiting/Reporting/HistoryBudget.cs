namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>How much memory all histories together may take. Thread-safe.</summary>
internal sealed class HistoryBudget
{
    /// <summary>Most counters with a history: those used within eight days. 1.6 KB each, and as much again for each further <see cref="UsageKind"/> that happens.</summary>
    public const int MaxSeries = 65_536;

    /// <summary>Most counters whose busiest callers are known: those used within two hours. 3 KB each.</summary>
    public const int MaxCallers = 8192;

    private int _series;
    private int _callers;

    public bool TryTakeSeries() => TryTake(ref _series, MaxSeries);

    public void ReturnSeries() => Interlocked.Decrement(ref _series);

    public bool TryTakeCallers() => TryTake(ref _callers, MaxCallers);

    public void ReturnCallers() => Interlocked.Decrement(ref _callers);

    private static bool TryTake(ref int taken, int most)
    {
        if (Interlocked.Increment(ref taken) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }
}
