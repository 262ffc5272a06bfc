using System.Security.Cryptography;
using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Cells.Upgrades.Plans;
using Edge.Gateway.Config;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Cells.Upgrades;

/// <summary>Takes operators' orders about upgrades on any node: a new one begins here, what is under way is told to its driver through the decisions.</summary>
internal sealed class UpgradeService(
    SnapshotStore snapshots, IDecisionStore decisions, CellDirector director, ControlTurn turn, IUpgradeLease lease, UpgradeDriver driver, TimeProvider time)
{
    /// <summary>All upgrades that are kept, the newest first.</summary>
    public IReadOnlyList<UpgradeRun> All => UpgradeRuns.All(decisions.Current);

    public UpgradeRun? Find(string id) => UpgradeRuns.Find(decisions.Current, id);

    /// <summary>Begins an upgrade: its cell is read-only when this returns.</summary>
    /// <param name="cellId">The cell.</param>
    /// <param name="planName">The plan.</param>
    /// <param name="order">By whom; nothing is forced here.</param>
    /// <param name="owner">The person behind it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="IOException">The decision could not be kept, and is not in force.</exception>
    public async Task<(ControlResult Result, UpgradeRun? Run)> StartAsync(string cellId, string planName, ControlOrder order, string owner, CancellationToken cancellationToken)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (!snapshot.Get<CellTable>().TryGet(cellId, out Cell? cell))
        {
            return (new ControlResult(ControlOutcome.NotFound, $"No cell has the id \"{cellId}\"."), null);
        }

        if (!snapshot.Get<UpgradePlans>().ByName.TryGetValue(planName, out UpgradePlan? plan))
        {
            return (new ControlResult(ControlOutcome.NotFound, $"No plan has the name \"{planName}\"{Suggestion.For(planName, snapshot.Get<UpgradePlans>().ByName.Keys)}"), null);
        }

        UpgradeRun run;
        using (await turn.TakeAsync(cancellationToken))
        {
            bool isMine = await lease.HoldAsync("cell/" + cell.Id); // Two nodes that begin at once would not see each other.
            string? why = lease.IsCutOff ? "Redis does not answer: the other nodes would not hear that the cell is read-only."
                : !isMine ? $"Another node begins an upgrade of cell \"{cell.Id}\"."
                : UpgradeSafety.WhyNot(cell, plan, director, snapshot.Get<CellTable>(), snapshot.Get<TenantDirectory>());
            if (why is not null)
            {
                return (new ControlResult(ControlOutcome.Refused, why), null);
            }

            UpgradeTurn first = UpgradeMachine.Start(Create(cell, plan, order, owner), time.GetUtcNow());
            run = first.Run;
            await lease.HoldAsync(run.Id); // Before the others hear of it: this node drives.
            DecisionChange[] changes = [new DecisionChange(DecisionKeys.Upgrade(run.Id), UpgradeCodec.Encode(run)), .. first.Effects, .. Forgotten()];
            await decisions.DecideAsync(changes, order.Actor, order.Reason, CancellationToken.None); // Begun is finished: an event follows, whether the caller waits or not.
        }

        await driver.TellAsync(run);
        return (ControlResult.Done, run);
    }

    /// <summary>Approves what an upgrade waits for, or has a blocked step tried again.</summary>
    public Task<ControlResult> ApproveAsync(UpgradeRun run, ControlOrder order, string owner, CancellationToken cancellationToken)
    {
        if (run.Status is not (UpgradeStatus.Waiting or UpgradeStatus.Blocked))
        {
            return Task.FromResult(new ControlResult(ControlOutcome.Refused, run.HasEnded ? "The upgrade has ended." : $"The upgrade waits for nobody: it is at {run.Step.Word()}."));
        }

        bool needsOther = run.Status == UpgradeStatus.Waiting && UpgradePlanReader.ReadKept(run.Plan, run.PlanText)?[run.Step] is { } step
            && (run.Phase == UpgradePhase.Confirm ? step.Confirm : step.Approval) is { BySecondPerson: true };
        return needsOther && owner == run.Owner
            ? Task.FromResult(new ControlResult(ControlOutcome.Refused, "The plan asks for a second person: whoever started the upgrade does not approve this."))
            : OrderAsync(run, isAbort: false, order, cancellationToken);
    }

    /// <summary>Ends an upgrade: before the switch it is rolled back, after it the upgrade stops, and a second call ends it as it is.</summary>
    public Task<ControlResult> AbortAsync(UpgradeRun run, ControlOrder order, CancellationToken cancellationToken) => run.HasEnded
        ? Task.FromResult(new ControlResult(ControlOutcome.Refused, "The upgrade has ended."))
        : OrderAsync(run, isAbort: true, order, cancellationToken);

    private async Task<ControlResult> OrderAsync(UpgradeRun run, bool isAbort, ControlOrder order, CancellationToken cancellationToken)
    {
        UpgradeOrder wish = new(isAbort, run.Status, run.Step, run.Phase, run.Current.Round, order.Actor, order.Reason, time.GetUtcNow());
        using (await turn.TakeAsync(cancellationToken))
        {
            if (!isAbort && UpgradeCodec.TryOrder(decisions.Current.Find(DecisionKeys.UpgradeOrder(run.Id))) is { IsAbort: true } other)
            {
                return new ControlResult(ControlOutcome.Refused, $"{other.Actor} has just aborted it.");
            }

            await decisions.DecideAsync([new DecisionChange(DecisionKeys.UpgradeOrder(run.Id), UpgradeCodec.Encode(wish))], order.Actor, order.Reason, CancellationToken.None);
        }

        await driver.HurryAsync(run.Id);
        return ControlResult.Done;
    }

    private UpgradeRun Create(Cell cell, UpgradePlan plan, ControlOrder order, string owner) => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
        Cell = cell.Id,
        Plan = plan.Name,
        PlanText = plan.Text,
        Actor = order.Actor,
        Owner = owner,
        Reason = order.Reason,
        Driver = snapshots.Current.Get<NodeSettings>().Id,
        Started = time.GetUtcNow(),
        Steps = [.. UpgradeSteps.All.Select(static step => new UpgradeStepRecord { Step = step })],
    };

    private IEnumerable<DecisionChange> Forgotten() =>
        All.Where(static run => run.HasEnded).Skip(UpgradeRuns.MaxKept - 1).Select(static run => new DecisionChange(DecisionKeys.Upgrade(run.Id), null));
}
