using System.Globalization;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Waits until the drained half has no requests under way on this node; tunnels are closed at the cell's <c>drainDeadline</c>.</summary>
internal sealed class EmptyPhase(TimeProvider time) : IUpgradePhase
{
    /// <summary>Beyond the cell's <c>drainDeadline</c>, for tunnels to close.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public UpgradePhase Phase => UpgradePhase.Empty;

    public Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken)
    {
        string pool = look.Run.Step.DrainedPool();
        int inFlight = look.Cell.Live.Table.All.Where(destination => destination.Config.Pool == pool).Sum(static destination => destination.InFlight);
        string note = string.Create(CultureInfo.InvariantCulture, $"{inFlight} requests are under way on pool {pool}");
        return Task.FromResult(inFlight == 0 ? PhaseResult.Passed
            : time.GetUtcNow() - look.Since >= look.Cell.DrainDeadline + Grace ? PhaseResult.Failed(note)
            : PhaseResult.Pending(note));
    }
}
