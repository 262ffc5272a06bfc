using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Sends the plan's tests to every server of the drained half, until all are good.</summary>
internal sealed class TestsPhase(IUpgradeCaller caller, TimeProvider time) : IUpgradePhase
{
    public UpgradePhase Phase => UpgradePhase.Tests;

    public async Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken)
    {
        UpgradeRun run = look.Run;
        LiveDestination[] half = [.. look.Cell.Live.Table.All.Where(destination => destination.Config.Pool == run.Step.DrainedPool())];
        if (half.Length == 0)
        {
            return PhaseResult.Failed($"pool {run.Step.DrainedPool()} has no destinations to test");
        }

        foreach (UpgradeTest test in look.Plan.Tests)
        {
            string[] answers = await Task.WhenAll(half.Select(destination => caller.TestAsync(test, destination, cancellationToken)));
            int bad = Array.FindIndex(answers, static answer => answer.Length > 0);
            if (bad >= 0)
            {
                string note = $"test {test.Method} {test.Path.Split('?')[0]} of {half[bad].Id}: {answers[bad]}";
                return time.GetUtcNow() - look.Since >= test.Within ? PhaseResult.Failed(note) : PhaseResult.Pending(note);
            }
        }

        return PhaseResult.Passed;
    }
}
