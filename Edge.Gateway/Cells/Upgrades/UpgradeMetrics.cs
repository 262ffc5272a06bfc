using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Where upgrades stand, and how they ended.</summary>
internal sealed class UpgradeMetrics
{
    private readonly IDecisionStore _decisions;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _calls;

    public UpgradeMetrics(IMeterFactory meters, IDecisionStore decisions)
    {
        _decisions = decisions;
        Meter meter = EdgeMeter.Create(meters);
        _ended = meter.CreateCounter<long>("edge.upgrades", "{upgrade}", "Rolling upgrades that this node drove to an end, by outcome.");
        _calls = meter.CreateCounter<long>("edge.upgrade.hook_calls", "{call}", "Calls of upgrades' hooks, by step and outcome.");
        meter.CreateObservableGauge("edge.upgrade.step", () => Observe(static run => (int)run.Step + 1), "1", "Step of the upgrade that each cell is in, 1 to 8.");
        meter.CreateObservableGauge("edge.upgrade.waiting", () => Observe(static run => run.Status is UpgradeStatus.Waiting or UpgradeStatus.Blocked ? 1 : 0), "1", "1 while the upgrade of a cell waits for a person.");
    }

    public void Ended(UpgradeStatus status) => _ended.Add(1, new KeyValuePair<string, object?>("outcome", status switch
    {
        UpgradeStatus.Completed => "completed",
        UpgradeStatus.RolledBack => "rolled_back",
        _ => "aborted",
    }));

    public void Called(UpgradeStep step, bool isGood) =>
        _calls.Add(1, new KeyValuePair<string, object?>("step", step.Word()), new KeyValuePair<string, object?>("outcome", isGood ? "success" : "failure"));

    private IEnumerable<Measurement<int>> Observe(Func<UpgradeRun, int> value) =>
        UpgradeRuns.All(_decisions.Current).Where(static run => !run.HasEnded).Select(run => new Measurement<int>(value(run), new KeyValuePair<string, object?>("cell", run.Cell)));
}
