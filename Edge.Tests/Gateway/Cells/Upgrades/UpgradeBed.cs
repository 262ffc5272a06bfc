using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Cells.Upgrades.Phases;
using Edge.Gateway.Config;
using Edge.Tests.Gateway.Access;
using Edge.Tests.Gateway.Observability;
using Edge.Tests.Gateway.RateLimiting;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>A cell <c>na-1</c> with destinations <c>a1</c> and <c>b1</c>, and upgrades of it on a clock that the test moves, with hooks that the test answers.</summary>
internal sealed class UpgradeBed : IAsyncDisposable
{
    /// <summary>Every step has all that a plan may ask of it by machine.</summary>
    public const string Plan = """
        steps:
          read-only: { settle: 5s, gate: { healthyDestinations: 2, within: 10s } }
          drain: { settle: 1s, gate: { healthyDestinations: 1, within: 10s } }
          upgrade-database: { hook: { url: "http://hooks/", retries: 0 }, gate: { healthyDestinations: 1, within: 10s } }
          upgrade-servers:
            hook: { url: "http://hooks/", retries: 0 }
            tests: [ { path: /healthz, within: 10s } ]
            gate: { healthyDestinations: 1, within: 10s }
          switch: { settle: 1s, gate: { healthyDestinations: 1, within: 10s, errorRate: { atMost: 0.1, over: 3s } } }
          replication: { hook: { url: "http://hooks/", retries: 0 } }
          trailing-half:
            hook: { url: "http://hooks/", retries: 0 }
            tests: [ { path: /healthz, within: 10s } ]
          done: { gate: { healthyDestinations: 2, within: 10s } }
        """;

    private const string Cells = """
        { "cells": [
          { "id": "na-1", "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5101", "pool": "a" }, { "id": "b1", "address": "http://127.0.0.1:5102", "pool": "b" } ] },
          { "id": "na-2", "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5201", "pool": "a" } ] } ] }
        """;

    private readonly ConfigFolder _folder = new();
    private readonly MetricsFixture _metrics = new();
    private readonly SnapshotStore _snapshots = new();
    private readonly LiveCells _live;
    private readonly CellErrors _errors;
    private readonly CellDirector _director;
    private readonly ControlTurn _turn = new();

    public UpgradeBed(string plan = Plan)
    {
        Decisions = new MemoryDecisionStore(Time, Events);
        _snapshots.Swap(_folder.With("cells.json", Cells).With("upgrades/plan.yaml", plan).LoadGood());
        _live = new LiveCells(new CellWatch(Time, Events, new DestinationHealthLog(NullLogger<DestinationHealthLog>.Instance), new CellMetrics(_metrics.Factory, _snapshots)), Decisions);
        _errors = new CellErrors();
        _director = new CellDirector(Decisions);
        (Driver, Service) = Start();
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public MemoryDecisionStore Decisions { get; }

    public FakeCaller Caller { get; } = new();

    public FakeLease Lease { get; } = new();

    public FakeFleet Fleet { get; } = new();

    public UpgradeSights Sights => new(_snapshots, Decisions, _errors, Fleet);

    public RecordedNotifications Notifier { get; } = new();

    public UpgradeDriver Driver { get; private set; }

    public UpgradeService Service { get; private set; }

    public Cell Cell => _snapshots.Current.Get<CellTable>().Cells[0];

    public CellControl Control => new(_snapshots, Decisions, _director, new FixedCapacity(10_000), _turn, new ControlJournal(Events, NullLogger<ControlJournal>.Instance));

    /// <summary>Mode of the cell and weights of its pools, as <c>read-only a=0 b=100</c>.</summary>
    public string Effects =>
        $"{Decisions.Current.Find("cell/na-1/mode")?.Value ?? "read-write"} a={Decisions.Current.Find("cell/na-1/pool/a/weight")?.Value ?? "100"} b={Decisions.Current.Find("cell/na-1/pool/b/weight")?.Value ?? "100"}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<UpgradeBed> CreateAsync(string plan = Plan)
    {
        UpgradeBed bed = new(plan);
        await bed._live.PrepareAsync(null, bed._snapshots.Current, Token);
        bed.Probe("a1", 200);
        bed.Probe("b1", 200);
        return bed;
    }

    public LiveDestination Destination(string id) => Cell.Live.Table.All.Single(destination => destination.Id == id);

    public void Probe(string id, int status)
    {
        for (int times = 0; times < 2; times++)
        {
            Cell.Live.Probed(Destination(id), ProbeResult.Answered(status), Time.GetTimestamp());
        }
    }

    /// <summary>As after a crash: nothing is left but the decisions.</summary>
    public void Restart() => (Driver, Service) = Start();

    public async Task<UpgradeRun> StartAsync()
    {
        (ControlResult result, UpgradeRun? run) = await Service.StartAsync("na-1", "plan", new ControlOrder("ops-1", "", Force: false), "ann", Token);
        Assert.True(run is not null, result.Detail);
        return run;
    }

    public UpgradeRun Find(UpgradeRun run) => Service.Find(run.Id)!;

    /// <summary>Drives, and lets a second pass whenever nothing moves, until the upgrade ended, waits, or a condition holds.</summary>
    public async Task<UpgradeRun> DriveAsync(UpgradeRun run, Func<UpgradeRun, bool>? until = null, Action? afterEach = null)
    {
        for (int looks = 0; looks < 1000; looks++)
        {
            UpgradeRun now = Find(run);
            if (now.HasEnded || now.Status != UpgradeStatus.Running || until?.Invoke(now) == true)
            {
                return now;
            }

            if (!await Driver.DriveAsync(run.Id, Token))
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            afterEach?.Invoke();
        }

        throw new InvalidOperationException($"The upgrade does not end: {Find(run)}");
    }

    public Task<ControlResult> ApproveAsync(UpgradeRun run, string actor = "ops-2", string owner = "bob") =>
        Service.ApproveAsync(Find(run), new ControlOrder(actor, "", Force: false), owner, Token);

    public Task<ControlResult> AbortAsync(UpgradeRun run) => Service.AbortAsync(Find(run), new ControlOrder("ops-2", "smoke", Force: false), Token);

    /// <summary>Types of the upgrade's events, without their family.</summary>
    public string EventTypes => string.Join(' ', Events.Lines.Where(static line => line.StartsWith("system.upgrade.", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0]["system.upgrade.".Length..]));

    /// <summary>Lets requests of the cell end, once the gate has begun to look.</summary>
    public async Task RequestsAsync(UpgradeRun run, int count, int failures)
    {
        await Driver.DriveAsync(run.Id, Token);
        ErrorWatch watch = _errors.Watch(Find(run));
        for (int index = 0; index < count; index++)
        {
            watch.Add(index < failures);
        }
    }

    public ValueTask DisposeAsync()
    {
        _live.Dispose();
        _turn.Dispose();
        Driver.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
        return default;
    }

    private (UpgradeDriver, UpgradeService) Start()
    {
        IUpgradePhase[] phases = [new SettlePhase(Time), new EmptyPhase(Time), new HookPhase(Caller, Time), new TestsPhase(Caller, Time), new GatePhase(_errors, Time)];
        UpgradeDriver driver = new(
            _snapshots, Decisions, Lease, Sights, phases, _turn, new ControlJournal(Events, NullLogger<ControlJournal>.Instance), new UpgradeMetrics(_metrics.Factory, Decisions), Notifier, Time, NullLogger<UpgradeDriver>.Instance);
        return (driver, new UpgradeService(_snapshots, Decisions, _director, _turn, Lease, driver, Time));
    }
}
