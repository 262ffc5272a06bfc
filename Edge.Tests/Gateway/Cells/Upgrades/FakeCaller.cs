using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.Cells.Upgrades.Phases;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>Answers hooks and tests as a test says, and remembers them.</summary>
internal sealed class FakeCaller : IUpgradeCaller
{
    /// <summary>Hooks that were called: upgrade and step.</summary>
    public List<(string Upgrade, string Step)> Calls { get; } = [];

    /// <summary>Destinations that were tested.</summary>
    public List<string> Tested { get; } = [];

    /// <summary>Status of a hook's answer, by step.</summary>
    public Func<UpgradeStep, int> Hook { get; set; } = static _ => 200;

    /// <summary>Why a destination is bad; empty for good.</summary>
    public Func<string, string> Test { get; set; } = static _ => "";

    /// <summary>Holds hooks up until it is done or the call is broken off.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<(int Status, string Failure)> CallAsync(UpgradeRun run, UpgradeHook hook, CancellationToken cancellationToken)
    {
        Calls.Add((run.Id, run.Step.Word()));
        await Gate.WaitAsync(cancellationToken);
        int status = Hook(run.Step);
        return (status, status == 0 ? "no answer" : "");
    }

    public Task<string> TestAsync(UpgradeTest test, LiveDestination destination, CancellationToken cancellationToken)
    {
        Tested.Add(destination.Id);
        return Task.FromResult(Test(destination.Id));
    }
}
