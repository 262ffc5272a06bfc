using Edge.Gateway.Cells;
using Edge.Gateway.Config;
using Edge.Gateway.Journeys;
using Edge.Gateway.Ops;
using Edge.Gateway.State;
using Edge.Gateway.Status.Incidents;
using Edge.Gateway.Status.Ledger;
using Edge.Gateway.Status.Measuring;

namespace Edge.Gateway.Status;

/// <summary>Once a second: takes what was measured, closes minutes, keeps them, looks for incidents, and publishes the board.</summary>
internal sealed partial class StatusMonitor(
    SnapshotStore snapshots, ReadinessState readiness, StatusRecorder recorder, LedgerWriter writer, StatusFleet fleet, IncidentBook book, IncidentWatch watch, TimeProvider time, ILogger<StatusMonitor> logger)
    : BackgroundService, IJourneyObserver
{
    /// <summary>Time between steps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (long Good, long Failed)> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrafficMeter> _meters = new(StringComparer.Ordinal);
    private readonly StatusBoardMaker _maker = new(recorder);
    private volatile StatusBoard _board = new("", null, DateTimeOffset.UnixEpoch, null, [], []);
    private (StatusPlan? Plan, long Version, IReadOnlyList<Incident>? Incidents, string States) _shown;
    private Task _flushing = Task.CompletedTask;

    /// <summary>What is published now. The same object until something changes.</summary>
    public StatusBoard Board => _board;

    /// <summary>The ledger's database.</summary>
    public string? LedgerPath => writer.Path;

    public void Observed(JourneyObservation observation)
    {
        if (observation.Destination is null && !readiness.IsStopping)
        {
            EdgeSnapshot snapshot = snapshots.Current;
            recorder.Observe(Own(snapshot), observation.Result, snapshot.Get<StatusPlan>().ComponentsOf(observation.Journey, observation.Cell), observation.Validity);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Open();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Loads what is on disk: before the first step, or later when the disk does not let it.</summary>
    public void Open()
    {
        LedgerHistory history = new();
        history.Close(LedgerRow.MinuteOf(time.GetUtcNow() - StatusRecorder.Grace));
        if (writer.TryOpen(snapshots.Current.Get<StateSettings>().LedgerPath, history) is { } rows)
        {
            IReadOnlyList<LedgerRow> measured = writer.Waiting;
            recorder.Begin(history, rows.Concat(measured));
            writer.Add([], recorder.DaysOf(measured)); // What was made of them before knew nothing of the rest of the day.
        }

        Publish();
    }

    /// <summary>One step.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        if (writer.Path is null)
        {
            Open();
        }

        EdgeSnapshot snapshot = snapshots.Current;
        StatusPlan plan = snapshot.Get<StatusPlan>();
        DateTimeOffset now = time.GetUtcNow();
        string own = Own(snapshot);
        recorder.CoverTo(own, now);
        CountRequests(snapshot, plan, own, now);
        IReadOnlyList<LedgerRow> rows = recorder.Close(now);
        fleet.Share(rows);
        IReadOnlyList<LedgerRow> others = recorder.Take(await fleet.StepAsync(plan, component => recorder.Sights(component, now)));
        Keep([.. rows, .. others]);
        await watch.StepAsync(plan, component => fleet.Merge(component, recorder.Sights(component, now)), fleet.MayLeadAsync, cancellationToken);
        Publish();
    }

    /// <summary>Keeps what was measured up to now, the minute that is not over included.</summary>
    public async Task FinishAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        recorder.CoverTo(Own(snapshots.Current), now);
        IReadOnlyList<LedgerRow> rows = recorder.Close(now, all: true);
        Keep(rows);
        await _flushing;
        await writer.FlushAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FinishAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await StepAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogStepFailed(exception); // A bug; the next step tries again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private static string Own(EdgeSnapshot snapshot) => StatusSource.Node(snapshot.Get<NodeSettings>().Id);

    private void CountRequests(EdgeSnapshot snapshot, StatusPlan plan, string own, DateTimeOffset now)
    {
        Dictionary<string, (long Good, long Failed)> regions = new(StringComparer.Ordinal);
        foreach (Cell cell in snapshot.Get<CellTable>().Cells)
        {
            if (plan.RegionOf(cell.Id) is { } region)
            {
                (long good, long failed) = cell.Live.Answers.Read();
                (long knownGood, long knownFailed) = _counts.GetValueOrDefault(cell.Id);
                _counts[cell.Id] = (good, failed);
                (long sumGood, long sumFailed) = regions.GetValueOrDefault(region);
                regions[region] = (sumGood + Math.Max(0, good - knownGood), sumFailed + Math.Max(0, failed - knownFailed));
            }
        }

        foreach ((string region, (long good, long failed)) in regions)
        {
            if (!_meters.TryGetValue(region, out TrafficMeter? meter))
            {
                _meters[region] = meter = new TrafficMeter();
            }

            recorder.Count(own, region, now - Interval, meter.Step(good, failed), good + failed, failed); // The second that is over.
        }
    }

    // The disk has its own pace: nothing here waits for it.
    private void Keep(IReadOnlyList<LedgerRow> rows)
    {
        if (rows.Count > 0)
        {
            writer.Add(rows, recorder.DaysOf(rows));
        }

        if (_flushing.IsCompleted)
        {
            _flushing = writer.FlushAsync();
        }
    }

    private void Publish()
    {
        StatusPlan plan = snapshots.Current.Get<StatusPlan>();
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<Incident> incidents = book.All;
        string states = string.Concat(plan.Components.Select(component => (char)('0' + (int)recorder.Now(component.Id, now))));
        long version;
        lock (recorder.Lock)
        {
            version = recorder.History.Version;
        }

        if ((plan, version, incidents, states) is var next && !(ReferenceEquals(_shown.Plan, plan) && _shown.Version == version && ReferenceEquals(_shown.Incidents, incidents) && _shown.States == states))
        {
            _board = _maker.Make(plan, incidents, now);
            _shown = next;
        }
    }

    [LoggerMessage(EdgeEvents.StatusStepFailed, LogLevel.Error, "A second of the status could not be taken.")]
    private partial void LogStepFailed(Exception exception);
}
