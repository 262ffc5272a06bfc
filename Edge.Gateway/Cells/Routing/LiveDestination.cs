using Edge.Gateway.Cells.Health;

namespace Edge.Gateway.Cells.Routing;

/// <summary>A destination as it is now. It outlives reloads as long as its cell, id and address stay.</summary>
/// <remarks>Counters are written by any request. What is judged (<see cref="Probe"/>, ejection, weight) is written under the cell's lock; whoever reads it without may see the value before.</remarks>
internal sealed class LiveDestination(CellDestination config)
{
    private int _inFlight;
    private int _failuresInARow;
    private int _connectFailuresInARow;
    private long _lastAnswer;

    public CellDestination Config { get; set; } = config;

    public string Id => Config.Id;

    /// <summary>Where requests go, as text.</summary>
    public string Address { get; } = config.Address.AbsoluteUri;

    /// <summary>Requests under way, upgraded connections among them.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Timestamp of the last answer of any kind; 0 before the first.</summary>
    public long LastAnswer => Volatile.Read(ref _lastAnswer);

    public LatencyAverage Latency { get; } = new();

    public TrafficWindow Window { get; } = new();

    /// <summary>Tries that wait for an answer.</summary>
    public AttemptList Waiting { get; } = new();

    public ProbeHealth Probe { get; set; }

    /// <summary>Failed probes in a row.</summary>
    public int FailedProbes { get; set; }

    /// <summary>Timestamp of the next probe.</summary>
    public long NextProbe { get; set; }

    /// <summary>Whether a probe, or one that decides about silence, is under way; each is written by the monitor alone.</summary>
    public bool IsProbing { get; set; }

    /// <inheritdoc cref="IsProbing"/>
    public bool IsAsked { get; set; }

    /// <summary>Timestamp of the last probe that was to decide about silence; 0 before the first.</summary>
    public long LastAsked { get; set; }

    public EjectionReason Ejection { get; set; }

    /// <summary>Timestamp at which the ejection ends.</summary>
    public long EjectedUntil { get; set; }

    /// <summary>Timestamp at which the ejection began.</summary>
    public long EjectedAt { get; set; }

    /// <summary>Ejections in short order: each lasts longer than the one before, and good times count down.</summary>
    public int Ejections { get; set; }

    /// <summary>Ejections since it is known.</summary>
    public long EjectionsTotal { get; set; }

    /// <summary>Looks in a row at which it was far slower than its peers.</summary>
    public int SlowLooks { get; set; }

    /// <summary>Timestamp of its return to service; 0 when it was never out. Slow start counts from here.</summary>
    public long ReturnedAt { get; set; }

    /// <summary>Why it takes no requests, in one line; empty when it does.</summary>
    public string DownReason { get; set; } = "";

    /// <summary>What operators decided, 0 to 1: the cell's, zone's, pool's and its own share multiplied. 0 is drained.</summary>
    public double Share { get; set; } = 1;

    /// <summary>Whether neither probes nor requests speak against it.</summary>
    public bool IsHealthy => Probe is ProbeHealth.Unknown or ProbeHealth.Healthy && Ejection == EjectionReason.None;

    /// <summary>Whether a connection may be worth trying when too few are healthy.</summary>
    public bool IsReachable => Probe != ProbeHealth.Unreachable && Ejection is not (EjectionReason.ConnectFailure or EjectionReason.Silence);

    /// <summary>Failures in a row: answers 5xx, broken and late ones.</summary>
    public int FailuresInARow => Volatile.Read(ref _failuresInARow);

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>An answer began.</summary>
    public void Answered(long now)
    {
        Volatile.Write(ref _lastAnswer, now);
        if (Volatile.Read(ref _connectFailuresInARow) != 0)
        {
            Volatile.Write(ref _connectFailuresInARow, 0);
        }
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failuresInARow) != 0)
        {
            Volatile.Write(ref _failuresInARow, 0);
        }
    }

    /// <summary>Counts a failure; how many in a row it is.</summary>
    public int Failed() => Interlocked.Increment(ref _failuresInARow);

    /// <inheritdoc cref="Failed"/>
    public int ConnectFailed() => Interlocked.Increment(ref _connectFailuresInARow);

    /// <summary>Forgets failures in a row: with an ejection the count begins anew.</summary>
    public void ForgetFailures()
    {
        Volatile.Write(ref _failuresInARow, 0);
        Volatile.Write(ref _connectFailuresInARow, 0);
    }
}
