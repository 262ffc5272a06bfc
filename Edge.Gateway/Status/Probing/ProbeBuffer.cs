namespace Edge.Gateway.Status.Probing;

/// <summary>Results that are still to be told, in their order. Of too many the oldest are let go.</summary>
internal sealed class ProbeBuffer
{
    /// <summary>Most results: some hours of a few journeys.</summary>
    public const int MaxResults = 50_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<ProbeReportResult> _results = [];

    /// <summary>Results that were let go since the start.</summary>
    public long Dropped { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _results.Count;
            }
        }
    }

    public void Add(ProbeReportResult result)
    {
        lock (_lock)
        {
            _results.AddLast(result);
            if (_results.Count > MaxResults)
            {
                _results.RemoveFirst();
                Dropped++;
            }
        }
    }

    /// <summary>The oldest, which stay until <see cref="Remove"/>.</summary>
    public (ProbeReportResult[] Results, bool More) Peek()
    {
        lock (_lock)
        {
            return ([.. _results.Take(ProbeReport.MaxResults)], _results.Count > ProbeReport.MaxResults);
        }
    }

    /// <summary>Forgets what was told.</summary>
    public void Remove(ProbeReportResult[] results)
    {
        lock (_lock)
        {
            foreach (ProbeReportResult result in results)
            {
                if (_results.First?.Value == result)
                {
                    _results.RemoveFirst(); // Else it was let go meanwhile.
                }
            }
        }
    }
}
