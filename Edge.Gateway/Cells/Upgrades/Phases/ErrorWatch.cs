namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Counts a cell's requests while a gate looks at them. Added to by any thread.</summary>
/// <param name="cause">Which look it belongs to.</param>
/// <param name="started">Timestamp.</param>
internal sealed class ErrorWatch(string cause, long started)
{
    private long _requests;
    private long _failures;

    public string Cause => cause;

    public long Started => started;

    public long Requests => Volatile.Read(ref _requests);

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>0 without requests: then nobody failed.</summary>
    public double Rate => Requests == 0 ? 0 : (double)Failures / Requests;

    public void Add(bool isFailure)
    {
        Interlocked.Increment(ref _requests);
        if (isFailure)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
