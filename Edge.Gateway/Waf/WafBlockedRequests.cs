namespace Edge.Gateway.Waf;

/// <summary>A bounded memory of blocked requests, for the console: the newest, but of an attack only a few a second.</summary>
internal sealed class WafBlockedRequests(TimeProvider time)
{
    /// <summary>Most requests that are kept, some 2 KB each; the oldest go first.</summary>
    public const int MaxKept = 500;

    /// <summary>Most that are taken in per second: what was blocked a minute ago shall still be there.</summary>
    public const int MaxPerSecond = 5;

    private readonly Lock _lock = new();
    private readonly Queue<WafRecord> _records = new();
    private readonly long _origin = time.GetTimestamp();
    private long _second = -1;
    private int _taken;

    /// <summary>Whether the next one shall be recorded; ask before making a record.</summary>
    public bool TryTakeTurn()
    {
        lock (_lock)
        {
            long second = (long)time.GetElapsedTime(_origin).TotalSeconds;
            if (second != _second)
            {
                (_second, _taken) = (second, 0);
            }

            return _taken++ < MaxPerSecond;
        }
    }

    public void Add(WafRecord record)
    {
        lock (_lock)
        {
            if (_records.Count == MaxKept)
            {
                _records.Dequeue();
            }

            _records.Enqueue(record);
        }
    }

    /// <summary>The newest first.</summary>
    /// <param name="limit">Most to give back.</param>
    /// <param name="tenant">Only this tenant's; null for all.</param>
    public IReadOnlyList<WafRecord> Newest(int limit, string? tenant = null)
    {
        lock (_lock)
        {
            return [.. _records.Reverse().Where(record => tenant is null || record.Tenant == tenant).Take(limit)];
        }
    }
}
