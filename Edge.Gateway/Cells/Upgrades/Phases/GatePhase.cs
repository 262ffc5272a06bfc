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
        ErrorWatch watch = errors.Watch(run);
        int healthy = cell.Live.Table.All.Count(destination => Concerns(run.Step, destination.Config.Pool) && destination is { Probe: ProbeHealth.Healthy, IsHealthy: true });
        if (healthy < gate.HealthyDestinations)
        {
            watch.Begin = null;
            string note = string.Create(CultureInfo.InvariantCulture, $"{healthy} destinations are healthy; the gate asks for {gate.HealthyDestinations}");
            return time.GetUtcNow() - look.Since >= gate.Within ? PhaseResult.Failed(note) : PhaseResult.Pending(note);
        }

        return gate.MaxErrorRate is { } most ? LookAtErrors(look, watch, gate.Over, most) : PhaseResult.Passed;
    }

    // From the first look at which enough are healthy; a node that takes over begins anew.
    private PhaseResult LookAtErrors(PhaseLook look, ErrorWatch watch, TimeSpan over, double most)
    {
        if (look.Others is not { } others)
        {
            return PhaseResult.Pending("the other nodes cannot be heard");
        }

        UpgradeSight[] same = [.. others.Where(other => other.IsOf(look.Run))];
        long requests = watch.Requests + same.Sum(static other => other.Requests);
        long failures = watch.Failures + same.Sum(static other => other.Failures);
        (long at, long requestsBefore, long failuresBefore) = watch.Begin ??= (time.GetTimestamp(), requests, failures);
        if (time.GetElapsedTime(at) < over)
        {
            return PhaseResult.Pending("the error rate is watched");
        }

        (requests, failures) = (Math.Max(0, requests - requestsBefore), Math.Max(0, failures - failuresBefore)); // A node that died takes its counts along.
        double rate = requests == 0 ? 0 : (double)failures / requests; // Without requests nobody failed.
        return rate <= most ? PhaseResult.Passed : PhaseResult.Failed(string.Create(
            CultureInfo.InvariantCulture, $"{failures} of {requests} requests failed ({rate:P2}); the gate allows {most:P2}"));
    }

    private static bool Concerns(UpgradeStep step, string pool) => step switch
    {
        UpgradeStep.ReadOnly or UpgradeStep.Done => true,
        UpgradeStep.Switch or UpgradeStep.Replication => pool != step.DrainedPool(),
        _ => pool == step.DrainedPool(),
    };
}
