using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.State;
using Edge.Tests.Gateway.Access;
using Edge.Tests.Gateway.Observability;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Cells;

/// <summary>A live cell on a clock that the test moves, with what it says recorded.</summary>
internal sealed class CellBed : IDisposable
{
    private readonly MetricsFixture _metrics = new();

    /// <param name="policy">The cell's rules.</param>
    /// <param name="destinations">Ids, each with a zone behind a slash when it has one: <c>a1/east</c>.</param>
    public CellBed(CellPolicy policy, params string[] destinations)
    {
        Decisions = new MemoryDecisionStore(Time);
        Watch = new CellWatch(Time, Events, new DestinationHealthLog(Log), new CellMetrics(_metrics.Factory, new SnapshotStore()));
        Cell = new LiveCell(Config(policy, destinations), Watch);
        Apply(policy, destinations);
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public RecordedLog<DestinationHealthLog> Log { get; } = new();

    public MemoryDecisionStore Decisions { get; }

    public CellWatch Watch { get; }

    public LiveCell Cell { get; }

    public string Zone { get; set; } = "";

    public LiveDestination this[string id] => Cell.Table.All.Single(destination => destination.Id == id);

    /// <summary>Ids of those that take requests.</summary>
    public string Usable => string.Join(' ', Cell.Table.Usable.Select(static destination => destination.Id));

    public static CellPolicy Policy { get; } = new() { SlowStart = SlowStartSettings.Default with { Window = TimeSpan.Zero } };

    public static Cell Config(CellPolicy policy, params string[] destinations) => new()
    {
        Id = "na-1",
        Region = "",
        Jurisdiction = "",
        Size = CellSize.Medium,
        RequestsPerSecond = 1000,
        DrainDeadline = TimeSpan.FromMinutes(5),
        AutoFailoverAfter = null,
        ActivityTimeout = TimeSpan.FromSeconds(100),
        Policy = policy,
        Destinations = [.. destinations.Select(static (text, index) => new CellDestination(text.Split('/')[0], new Uri($"http://127.0.0.1:{index + 1}"), text.Split('/').ElementAtOrDefault(1) ?? "", index % 2 == 0 ? "a" : "b", IsReplica: false))],
    };

    public void Apply(CellPolicy policy, params string[] destinations) => Cell.Apply(Config(policy, destinations), Zone, Decisions.Current);

    public void Probe(string id, int status) => Cell.Probed(this[id], status == 0 ? new ProbeResult(0, TimedOut: false, "refused") : ProbeResult.Answered(status), Time.GetTimestamp());

    /// <summary>Lets answers come.</summary>
    public void Answer(string id, int status, int count = 1, double milliseconds = 1)
    {
        for (int index = 0; index < count; index++)
        {
            Cell.Outliers.Answered(this[id], status, TimeSpan.FromMilliseconds(milliseconds), Time.GetTimestamp());
        }
    }

    public void Advance(TimeSpan by)
    {
        Time.Advance(by);
        Cell.Tick(Time.GetTimestamp());
    }

    public async Task DecideAsync(string key, string? value)
    {
        await Decisions.DecideAsync([new DecisionChange(key, value)], "test", "", TestContext.Current.CancellationToken);
        Cell.Decide(Decisions.Current);
    }

    /// <summary>Part of the requests, in percent, that each destination gets of many, when each ends before the next begins.</summary>
    public Dictionary<string, double> Spread(Func<LiveDestination> pick, int draws = 200_000)
    {
        Dictionary<string, double> counts = Cell.Table.All.ToDictionary(static destination => destination.Id, static _ => 0d);
        for (int draw = 0; draw < draws; draw++)
        {
            counts[pick().Id] += 100d / draws;
        }

        return counts;
    }

    public void Dispose() => _metrics.Dispose();
}
