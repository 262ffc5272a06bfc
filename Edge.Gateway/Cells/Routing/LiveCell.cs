using Edge.Gateway.Cells.Health;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Yarp.ReverseProxy.Model;

namespace Edge.Gateway.Cells.Routing;

/// <summary>A cell as it is now: its destinations, the table that requests choose by, and what holds it to its limits. It outlives reloads.</summary>
/// <remarks>Requests read <see cref="Table"/> and count; whoever judges takes the lock, and publishes a new table.</remarks>
internal sealed class LiveCell
{
    private readonly Lock _lock = new();
    private readonly CellWatch _watch;
    private volatile Cell _cell;
    private volatile RoutingTable _table = RoutingTable.Empty;
    private LiveDestination[] _destinations = [];
    private string _zone = "";
    private bool _isDown;
    private bool _isPanic;

    public LiveCell(Cell cell, CellWatch watch)
    {
        (_cell, _watch) = (cell, watch);
        Admission = new BoundedGate(() => Policy.Breaker.MaxInFlight, watch.Time);
        Retries = new BoundedGate(RetryLimit, watch.Time);
        Outliers = new OutlierDetector(this, watch.Time);
    }

    public string Id => _cell.Id;

    /// <summary>The configuration in force.</summary>
    public Cell Current => _cell;

    public CellPolicy Policy => _cell.Policy;

    public RoutingTable Table => _table;

    /// <summary>Holds the cell's requests under way to their limit.</summary>
    public BoundedGate Admission { get; }

    /// <summary>Holds retries that were sent before to their part of the requests under way.</summary>
    public BoundedGate Retries { get; }

    public OutlierDetector Outliers { get; }

    /// <summary>How the requests of the tenants at home here ended.</summary>
    public CustomerAnswers Answers { get; } = new();

    /// <summary>Takes a configuration over. Destinations whose id and address stay keep all that is known of them.</summary>
    public void Apply(Cell cell, string zone, DecisionSet decisions)
    {
        lock (_lock)
        {
            bool isNew = _destinations.Length == 0;
            long now = _watch.Time.GetTimestamp();
            (_cell, _zone) = (cell, zone);
            _destinations = [.. cell.Destinations.Select(config =>
            {
                LiveDestination? known = Array.Find(_destinations, one => one.Id == config.Id && one.Address == config.Address.AbsoluteUri);
                if (known is not null)
                {
                    known.Config = config;
                    return known;
                }

                return new LiveDestination(config) { ReturnedAt = isNew ? 0 : now };
            })];
            TakeShares(decisions);
            Publish();
        }
    }

    /// <summary>Takes operators' decisions over.</summary>
    public void Decide(DecisionSet decisions)
    {
        lock (_lock)
        {
            TakeShares(decisions);
            Publish();
        }
    }

    /// <summary>Shows YARP, and whoever asks it, which destinations take requests.</summary>
    public void ShowToProxy()
    {
        lock (_lock)
        {
            Mirror(_table);
        }
    }

    /// <summary>Judges by a probe.</summary>
    /// <param name="destination">Who was probed.</param>
    /// <param name="result">What came.</param>
    /// <param name="started">Timestamp of the probe's start: a good probe says nothing against an ejection that is younger.</param>
    public void Probed(LiveDestination destination, ProbeResult result, long started)
    {
        lock (_lock)
        {
            CellHealthSettings settings = Policy.Health;
            (ProbeHealth Probe, EjectionReason Ejection) before = (destination.Probe, destination.Ejection);
            if (result.IsGood(settings.PathIsChosen))
            {
                destination.FailedProbes = 0;
                destination.Probe = ProbeHealth.Healthy;
                if (destination.Ejection is EjectionReason.ConnectFailure or EjectionReason.Silence && started >= destination.EjectedAt)
                {
                    destination.Ejection = EjectionReason.None;
                }
            }
            else
            {
                destination.FailedProbes++;

                // The first probe of a new destination decides at once: nothing is known in its favour. But a time-out at the
                // start may be this process's own slowness, which must not keep sign-ins from a healthy cell.
                bool isFirst = destination.Probe == ProbeHealth.Unknown && !result.TimedOut;
                if (destination.FailedProbes >= settings.Failures || isFirst)
                {
                    destination.Probe = result.Status == 0 ? ProbeHealth.Unreachable : ProbeHealth.Unhealthy;
                }

                if (destination.Ejection != EjectionReason.None && result is { Status: 0, TimedOut: false })
                {
                    destination.Ejection = EjectionReason.ConnectFailure; // It was not ill but is gone: what comes back is new, and a probe will see it.
                }
            }

            if (before != (destination.Probe, destination.Ejection))
            {
                Note(destination, result.Status == 0 ? result.Reason : $"probe answered {result.Status}");
                Publish();
            }
        }
    }

    /// <summary>Takes a destination out by what live requests met; false when that may not be.</summary>
    public bool TryEject(LiveDestination destination, EjectionReason reason, string why)
    {
        lock (_lock)
        {
            if (destination.Ejection != EjectionReason.None || !MayEject(destination, reason))
            {
                return false;
            }

            OutlierSettings settings = Policy.Outlier;
            long now = _watch.Time.GetTimestamp();
            destination.Ejections++;
            destination.EjectionsTotal++;
            TimeSpan period = settings.BaseEjectionTime * destination.Ejections;
            period = period < settings.MaxEjectionTime ? period : settings.MaxEjectionTime;
            destination.Ejection = reason;
            destination.EjectedAt = now;
            destination.EjectedUntil = now + (long)(period.TotalSeconds * _watch.Time.TimestampFrequency);
            destination.SlowLooks = 0;
            destination.ForgetFailures();
            _watch.Ejected(Id, reason);
            Note(destination, why);
            Publish();
            return true;
        }
    }

    /// <summary>What time alone changes: ejections end, shares grow.</summary>
    public void Tick(long now)
    {
        lock (_lock)
        {
            bool changed = _table.IsGrowing;
            foreach (LiveDestination destination in _destinations)
            {
                if (destination.Ejection != EjectionReason.None && now >= destination.EjectedUntil)
                {
                    destination.Ejection = EjectionReason.None;
                    Note(destination, "");
                    changed = true;
                }
                else if (destination is { Ejection: EjectionReason.None, Ejections: > 0 } && _watch.Time.GetElapsedTime(destination.EjectedUntil, now) >= Policy.Outlier.BaseEjectionTime)
                {
                    destination.Ejections--;
                    destination.EjectedUntil = now; // Each good spell takes one back.
                }
            }

            if (changed)
            {
                Publish();
            }
        }
    }

    // Those that cannot be connected to are out whatever the cap says; of the others the last healthy one stays: an error is more than no answer.
    private bool MayEject(LiveDestination destination, EjectionReason reason)
    {
        if (reason is EjectionReason.ConnectFailure or EjectionReason.Silence)
        {
            return true;
        }

        int ejected = _destinations.Count(static one => one.Ejection is not (EjectionReason.None or EjectionReason.ConnectFailure or EjectionReason.Silence));
        int most = Math.Max(1, _destinations.Length * Policy.Outlier.MaxEjectionPercent / 100);
        return ejected < most && _destinations.Any(one => one != destination && one.Share > 0 && one.IsHealthy);
    }

    // Says when a destination leaves or returns.
    private void Note(LiveDestination destination, string why)
    {
        if (!destination.IsHealthy && destination.DownReason.Length == 0)
        {
            destination.DownReason = why;
            _watch.Log.Down(Id, destination.Id, why);
        }
        else if (destination.IsHealthy && destination.DownReason.Length > 0)
        {
            destination.DownReason = "";
            destination.ReturnedAt = _watch.Time.GetTimestamp();
            destination.ForgetFailures();
            _watch.Log.Up(Id, destination.Id);
        }
    }

    private void TakeShares(DecisionSet decisions)
    {
        foreach (LiveDestination destination in _destinations)
        {
            double share = DestinationShare.Of(decisions, Id, destination.Config);
            if (destination.Share == 0 && share > 0)
            {
                destination.ReturnedAt = _watch.Time.GetTimestamp();
            }

            destination.Share = share;
        }
    }

    private void Publish()
    {
        RoutingTable table = RoutingTableBuilder.Build(Policy, _destinations, _zone, _watch.Time.GetTimestamp(), _watch.Time);
        _table = table;
        Mirror(table);
        if (table.IsPanic != _isPanic)
        {
            _isPanic = table.IsPanic;
            _watch.Log.Panic(Id, table.IsPanic, table.Healthy, table.Eligible);
        }

        if (table.Eligible > 0 && _isDown != (table.Healthy == 0))
        {
            _isDown = table.Healthy == 0;
            _watch.Events.Write(_isDown
                ? new EdgeEvent("system.cell.down", EventSeverity.Error, "health", Id, EventOutcome.Failure, "no healthy destination is left")
                : new EdgeEvent("system.cell.up", EventSeverity.Info, "health", Id, EventOutcome.Success, "a destination is healthy again"));
        }
    }

    private void Mirror(RoutingTable table)
    {
        if (_cell.Cluster is not { } cluster)
        {
            return; // YARP is not built yet.
        }

        List<DestinationState> usable = [];
        foreach (LiveDestination destination in table.Usable)
        {
            if (cluster.Destinations.TryGetValue(destination.Id, out DestinationState? state))
            {
                usable.Add(state);
            }
        }

        cluster.DestinationsState = new ClusterDestinationsState([.. cluster.Destinations.Values], usable);
    }

    private int RetryLimit() => Math.Max(Policy.Retries.MinConcurrent, Admission.Inside * Policy.Retries.BudgetPercent / 100);
}
