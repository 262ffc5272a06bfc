using System.Globalization;
using Edge.Gateway.Cells.Health;
using Edge.Gateway.Cells.Upgrades.Plans;

namespace Edge.Gateway.Cells.Upgrades.Phases;

/// <summary>Looks at destinations' health and at how many of the cell's requests fail.</summary>
internal sealed class GatePhase(CellErrors errors, TimeProvider time) : IUpgradePhase
{
    public UpgradePhase Phase => UpgradePhase.Gate;

    public Task<PhaseResult> LookAsync(PhaseLook look, CancellationToken cancellationToken) => Task.FromResult(Look(look, look.Plan.Gate!));

    private PhaseResult Look(PhaseLook look, UpgradeGate gate)
    {
        (UpgradeRun run, Cell cell) = (look.Run, look.Cell);
        int healthy = cell.Live.Table.All.Count(destination => Concerns(run.Step, destination.Config.Pool) && destination is { Probe: ProbeHealth.Healthy, IsHealthy: true });
        if (healthy < gate.HealthyDestinations)
        {
            string note = string.Create(CultureInfo.InvariantCulture, $"{healthy} destinations are healthy; the gate asks for {gate.HealthyDestinations}");
            return time.GetUtcNow() - look.Since >= gate.Within ? PhaseResult.Failed(note) : PhaseResult.Pending(note);
        }

        if (gate.MaxErrorRate is not { } most)
        {
            return PhaseResult.Passed;
        }

        // Watched from the first look on this node: one that takes over begins anew.
        ErrorWatch watch = errors.Watch(cell.Id, $"{run.Id}/{run.Step}/{run.Current.Round}");
        if (time.GetElapsedTime(watch.Started) < gate.Over)
        {
            return PhaseResult.Pending("the error rate is watched");
        }

        errors.Forget(cell.Id);
        return watch.Rate <= most ? PhaseResult.Passed : PhaseResult.Failed(string.Create(
            CultureInfo.InvariantCulture, $"{watch.Failures} of {watch.Requests} requests failed ({watch.Rate:P2}); the gate allows {most:P2}"));
    }

    private static bool Concerns(UpgradeStep step, string pool) => step switch
    {
        UpgradeStep.ReadOnly or UpgradeStep.Done => true,
        UpgradeStep.Switch or UpgradeStep.Replication => pool != step.DrainedPool(),
        _ => pool == step.DrainedPool(),
    };
}
