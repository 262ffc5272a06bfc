using System.Globalization;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Waits until the drained half has no requests under way, on any node; tunnels are closed at the cell's <c>drainDeadline</c>.</summary>
internal sealed class EmptyPhase(TimeProvider time) : IUpgradePhase
{
    /// <summary>Beyond the cell's <c>drainDeadline</c>, for tunnels to close.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public UpgradePhase Phase => UpgradePhase.Empty;

    public Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken)
    {
        bool haveAllHeard = look.Others?.All(other => other.IsOf(look.Run)) == true;
        int inFlight = UpgradeSights.InFlight(look.Cell, look.Run.Step) + (look.Others?.Sum(static other => other.InFlight) ?? 0);
        string note = haveAllHeard ? string.Create(CultureInfo.InvariantCulture, $"{inFlight} requests are under way on pool {look.Run.Step.DrainedPool()}") : "not every node has said what is under way there";
        return Task.FromResult(haveAllHeard && inFlight == 0 ? PhaseResult.Passed
            : time.GetUtcNow() - look.Since >= look.Cell.DrainDeadline + Grace ? PhaseResult.Failed(note)
            : PhaseResult.Pending(note));
    }
}
