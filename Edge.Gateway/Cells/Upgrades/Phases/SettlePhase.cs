namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Waits until every node has heard of the step's decision, and writes begun before it are over.</summary>
internal sealed class SettlePhase(TimeProvider time) : IUpgradePhase
{
    public UpgradePhase Phase => UpgradePhase.Settle;

    public Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken) =>
        Task.FromResult(time.GetUtcNow() - look.Run.PhaseStarted >= look.Plan.Settle ? PhaseResult.Passed : PhaseResult.Pending("the decision settles"));
}
