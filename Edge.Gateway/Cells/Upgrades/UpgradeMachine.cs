using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.State;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>How an upgrade moves from state to state. It decides nothing by itself: each move goes to the store with its effects, all or none.</summary>
/// <remarks>
/// The order keeps new code from the old schema: writes end first, half a drains, its database is upgraded before its servers, and the
/// traffic changes sides in one decision. Before that the old half takes over again; after it, only forward or a person's word.
/// </remarks>
internal static class UpgradeMachine
{
    private const string Drained = "0";

    /// <summary>An upgrade at its first step.</summary>
    public static UpgradeTurn Start(UpgradeRun run, DateTimeOffset now)
    {
        UpgradeTurn first = Enter(run, UpgradeStep.ReadOnly, now);
        return first with { Effects = [.. first.Effects, new DecisionChange(DecisionKeys.CellUpgrade(run.Cell), run.Id)] };
    }

    /// <summary>The phase that comes next is one that the plan asks for; null when the step is done.</summary>
    public static UpgradePhase? NextPhase(UpgradePlan plan, UpgradeStep step, UpgradePhase? after) => Enum.GetValues<UpgradePhase>()
        .Where(phase => after is null || phase > after)
        .Select(static phase => (UpgradePhase?)phase)
        .FirstOrDefault(phase => Asks(plan[step], step, phase!.Value));

    /// <summary>A phase is done: the next one, the next step, or the end.</summary>
    public static UpgradeTurn Pass(UpgradeRun run, UpgradePlan plan, DateTimeOffset now)
    {
        if (NextPhase(plan, run.Step, run.Phase) is { } phase)
        {
            return new UpgradeTurn(InPhase(run, phase, now), []);
        }

        UpgradeRun done = run.WithCurrent(record => record with { State = UpgradeStepState.Done, Ended = now, Note = "" });
        if (run.Step != UpgradeStep.Done)
        {
            return Enter(done, run.Step + 1, now);
        }

        return End(done, UpgradeStatus.Completed, "", [], now);
    }

    /// <summary>A phase failed: before the switch everything goes back, after it the upgrade stops until a person decides.</summary>
    public static UpgradeTurn Fail(UpgradeRun run, string why, DateTimeOffset now)
    {
        UpgradeRun failed = run.WithCurrent(record => record with { State = UpgradeStepState.Failed, Ended = now, Note = why });
        return run.Step.IsPastSwitch()
            ? Block(failed, $"{run.Step.Word()} failed: {why}", now)
            : RollBack(failed, UpgradeStatus.RolledBack, $"{run.Step.Word()} failed: {why}", now);
    }

    /// <summary>Someone wants it to end.</summary>
    public static UpgradeTurn Abort(UpgradeRun run, UpgradeOrder order, DateTimeOffset now)
    {
        string why = order.Reason.Length == 0 ? $"aborted by {order.Actor}" : $"aborted by {order.Actor}: {order.Reason}";
        run = run with { AbortedBy = order.Actor };
        UpgradeRun stopped = run.Current.State == UpgradeStepState.Failed ? run : run.WithCurrent(record => record with { State = UpgradeStepState.Failed, Ended = now, Note = why });
        if (!run.Step.IsPastSwitch())
        {
            return RollBack(stopped, UpgradeStatus.Aborted, why, now);
        }

        return run.Status != UpgradeStatus.Blocked
            ? Block(stopped, why, now)
            : End(stopped, UpgradeStatus.Aborted, $"{why}; {LeftPastSwitch(run.Step)}", [], now);
    }

    /// <summary>Someone approved what it waits for, or wants a blocked step tried again.</summary>
    public static UpgradeTurn Approve(UpgradeRun run, UpgradePlan plan, UpgradeOrder order, DateTimeOffset now)
    {
        UpgradeRun approved = (run with { Detail = "", AbortedBy = null }).WithCurrent(record => record with { ApprovedBy = order.Actor, Approved = order.At });
        if (run.Status != UpgradeStatus.Blocked)
        {
            return Pass(approved, plan, now);
        }

        UpgradeRun again = approved.WithCurrent(static record => record with { Round = record.Round + 1, Ended = null });
        return new UpgradeTurn(NextPhase(plan, run.Step, null) is { } phase ? InPhase(again, phase, now) : again with { Status = UpgradeStatus.Running }, []);
    }

    private static bool Asks(UpgradeStepPlan plan, UpgradeStep step, UpgradePhase phase) => phase switch
    {
        UpgradePhase.Settle => true, // Of no length in steps that decide nothing: each step has a phase.
        UpgradePhase.Empty => step is UpgradeStep.Drain or UpgradeStep.Switch,
        UpgradePhase.Hook => plan.Hook is not null,
        UpgradePhase.Approval => plan.Approval is not null,
        UpgradePhase.Tests => plan.Tests.Count > 0,
        UpgradePhase.Gate => plan.Gate is not null,
        _ => plan.Confirm is not null,
    };

    private static UpgradeTurn Enter(UpgradeRun run, UpgradeStep step, DateTimeOffset now)
    {
        UpgradeRun entered = InPhase((run with { Step = step }).WithCurrent(record => record with { Started = now, Round = 1 }), UpgradePhase.Settle, now);
        return new UpgradeTurn(entered, step switch
        {
            UpgradeStep.ReadOnly => [Mode(run, DecisionKeys.ReadOnly)],
            UpgradeStep.Drain => [Weight(run, UpgradeSteps.LeadingPool, Drained)],
            UpgradeStep.Switch => [Weight(run, UpgradeSteps.LeadingPool, null), Weight(run, UpgradeSteps.TrailingPool, Drained), Mode(run, null)],
            UpgradeStep.Done => [Weight(run, UpgradeSteps.TrailingPool, null)],
            _ => [],
        });
    }

    private static UpgradeRun InPhase(UpgradeRun run, UpgradePhase phase, DateTimeOffset now)
    {
        bool waits = phase is UpgradePhase.Approval or UpgradePhase.Confirm;
        return (run with { Phase = phase, PhaseStarted = now, Attempts = 0, NotBefore = null, Status = waits ? UpgradeStatus.Waiting : UpgradeStatus.Running })
            .WithCurrent(record => record with { State = waits ? UpgradeStepState.Waiting : UpgradeStepState.Running, Note = "" });
    }

    private static UpgradeTurn Block(UpgradeRun run, string why, DateTimeOffset now) => new(
        run with
        {
            Status = UpgradeStatus.Blocked,
            PhaseStarted = now,
            Detail = $"{why}. Nothing is put back, because new code serves on the new schema. Approve to try {run.Step.Word()} again, or abort to end the upgrade as it is.",
        },
        []);

    private static string LeftPastSwitch(UpgradeStep step) => step == UpgradeStep.Done
        ? "both pools serve, read-write."
        : $"the new half serves alone, read-write, and pool {UpgradeSteps.TrailingPool} stays drained: undrain it when it is upgraded.";

    private static UpgradeTurn RollBack(UpgradeRun run, UpgradeStatus status, string why, DateTimeOffset now)
    {
        // A half whose database or servers may have changed must not serve beside the old one; what nobody touched may.
        bool staysDrained = run.Step.MayHaveChangedHalf();
        string left = staysDrained
            ? $"{why}; pool {UpgradeSteps.TrailingPool} serves alone, read-write, and pool {UpgradeSteps.LeadingPool} stays drained: its database or servers may have changed. Undrain it when it is as before."
            : $"{why}; both pools serve, read-write.";
        return End(run, status, left, staysDrained ? [Mode(run, null)] : [Mode(run, null), Weight(run, UpgradeSteps.LeadingPool, null)], now);
    }

    private static UpgradeTurn End(UpgradeRun run, UpgradeStatus status, string detail, IReadOnlyList<DecisionChange> effects, DateTimeOffset now) =>
        new(run with { Status = status, Detail = detail, Ended = now, NotBefore = null }, [.. effects, new DecisionChange(DecisionKeys.CellUpgrade(run.Cell), null)]);

    private static DecisionChange Mode(UpgradeRun run, string? value) => new(DecisionKeys.CellMode(run.Cell), value);

    private static DecisionChange Weight(UpgradeRun run, string pool, string? value) => new(DecisionKeys.PoolWeight(run.Cell, pool), value);
}
