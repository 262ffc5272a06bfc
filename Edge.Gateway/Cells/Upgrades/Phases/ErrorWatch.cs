namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Counts a cell's requests while an upgrade is at a gate. Added to by any thread.</summary>
/// <param name="cause">Which gate it belongs to.</param>
internal sealed class ErrorWatch(string cause)
{
    private long _requests;
    private long _failures;

    public string Cause => cause;

    public long Requests => Volatile.Read(ref _requests);

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Timestamp at which the gate began to look at the error rate, and what all nodes together had counted then; null before. The gate's own.</summary>
    public (long At, long Requests, long Failures)? Begin { get; set; }

    public void Add(bool isFailure)
    {
        Interlocked.Increment(ref _requests);
        if (isFailure)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
