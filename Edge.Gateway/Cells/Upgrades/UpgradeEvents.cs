using System.Globalization;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Events;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>The events that an upgrade's state tells of. Each has an identity, so that a node that takes over may tell all again.</summary>
internal static class UpgradeEvents
{
    /// <summary>Name of the driver in events.</summary>
    public const string Driver = "upgrade";

    /// <summary>All that happened, as far as the state still knows.</summary>
    public static IEnumerable<EdgeEvent> Of(UpgradeRun run)
    {
        yield return Make(run, "started", "", EventSeverity.Info, run.Actor, EventOutcome.Success, CellControl.Join($"upgrade {run.Id} by plan {run.Plan}", run.Reason));
        foreach (UpgradeStepRecord record in run.Steps)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"upgrade {run.Id}, step {(int)record.Step + 1} of {run.Steps.Count}: {record.Step.Word()}");
            if (record.Started is not null)
            {
                yield return Make(run, "step", $"{record.Step}", EventSeverity.Info, Driver, EventOutcome.Success, place);
            }

            if (record is { ApprovedBy: { } approver, Approved: { } approved })
            {
                yield return Make(run, "approved", $"{record.Step}@{approved.UtcTicks}", EventSeverity.Info, approver, EventOutcome.Success, place);
            }

            if (record is { State: UpgradeStepState.Failed, Ended: { } failed } && run.AbortedBy is null)
            {
                yield return Make(run, "failed", $"{record.Step}@{failed.UtcTicks}", EventSeverity.Error, Driver, EventOutcome.Failure, $"{place}: {record.Note}");
            }
        }

        if (run.AbortedBy is { } actor)
        {
            yield return Make(run, "aborted", $"{run.Step}/{run.Status}", EventSeverity.Warn, actor, EventOutcome.Success, $"upgrade {run.Id}: {run.Detail}");
        }

        if (run.HasEnded && run.Status == UpgradeStatus.Completed)
        {
            yield return Make(run, "completed", "", EventSeverity.Info, Driver, EventOutcome.Success, $"upgrade {run.Id}");
        }
        else if (run.HasEnded && !run.Step.IsPastSwitch())
        {
            yield return Make(run, "rolled_back", "", EventSeverity.Warn, Driver, EventOutcome.Success, $"upgrade {run.Id}: {run.Detail}");
        }
    }

    private static EdgeEvent Make(UpgradeRun run, string what, string cause, EventSeverity severity, string actor, EventOutcome outcome, string reason)
    {
        string type = $"system.upgrade.{what}";
        return new EdgeEvent(type, severity, actor, run.Cell, outcome, reason) { Id = EventIdentity.Of(type, $"{run.Id}\n{cause}"), TargetType = "Cell" };
    }
}
