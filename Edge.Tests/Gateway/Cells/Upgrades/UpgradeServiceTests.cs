using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.State;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>What may begin, who may approve, and who drives.</summary>
public sealed class UpgradeServiceTests
{
    private const string Approvals = """
        steps:
          read-only: { settle: 0s, confirm: { approval: "Shall half of it go?", secondPerson: true } }
          drain: { settle: 0s }
          upgrade-database: { hook: { approval: "Upgrade it." } }
          upgrade-servers: { hook: { approval: "Upgrade them." } }
          switch: { settle: 0s }
          replication: { hook: { approval: "Replicate." } }
          trailing-half: { hook: { approval: "Upgrade the rest." } }
        """;

    private static readonly ControlOrder Order = new("ops-1", "", Force: false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approvals_ByPeople_MoveItOn()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync(Approvals);
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync());
        Assert.Equal((UpgradeStatus.Waiting, UpgradeStep.ReadOnly, UpgradePhase.Confirm), (run.Status, run.Step, run.Phase));
        ControlResult own = await bed.ApproveAsync(run, "ops-9", "ann");
        Assert.Equal((ControlOutcome.Refused, "The plan asks for a second person: whoever started the upgrade does not approve this."), (own.Outcome, own.Detail));
        UpgradeStep[] waited = [UpgradeStep.ReadOnly, UpgradeStep.UpgradeDatabase, UpgradeStep.UpgradeServers, UpgradeStep.Replication, UpgradeStep.TrailingHalf];
        foreach (UpgradeStep step in waited)
        {
            Assert.Equal((UpgradeStatus.Waiting, step), (run.Status, run.Step));
            bed.Restart();
            Assert.Equal(ControlOutcome.Done, (await bed.ApproveAsync(run)).Outcome);
            run = await bed.DriveAsync(run);
        }

        Assert.Equal((UpgradeStatus.Completed, "read-write a=100 b=100"), (run.Status, bed.Effects));
        Assert.Equal(waited, run.Steps.Where(static record => record.ApprovedBy == "ops-2").Select(static record => record.Step));
        Assert.Equal(waited.Length, bed.Events.Lines.Distinct().Count(static line => line.StartsWith("system.upgrade.approved na-1 by ops-2: ", StringComparison.Ordinal)));
        Assert.Equal("The upgrade has ended.", (await bed.ApproveAsync(run)).Detail);
    }

    [Fact]
    public async Task Approval_OfWhatIsPast_SaysNothing()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync(Approvals);
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync());
        UpgradeOrder late = new(IsAbort: false, UpgradeStatus.Waiting, run.Step, run.Phase, 1, "ops-2", "", bed.Time.GetUtcNow());
        await bed.ApproveAsync(run);
        run = await bed.DriveAsync(run);
        await bed.Decisions.DecideAsync([new DecisionChange(DecisionKeys.UpgradeOrder(run.Id), UpgradeCodec.Encode(late))], "ops-2", "", Token);
        await bed.Driver.DriveAsync(run.Id, Token);
        Assert.Equal((UpgradeStatus.Waiting, UpgradeStep.UpgradeDatabase), (bed.Find(run).Status, bed.Find(run).Step));
        Assert.Null(bed.Decisions.Current.Find(DecisionKeys.UpgradeOrder(run.Id)));
    }

    [Fact]
    public async Task Order_GivenOnAnotherNode_IsTakenUpByTheDriver()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync(Approvals);
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync());
        bed.Lease.IsHeld = false; // As the node that takes the call.
        Assert.Equal(ControlOutcome.Done, (await bed.ApproveAsync(run)).Outcome);
        Assert.Equal(UpgradeStatus.Waiting, bed.Find(run).Status);
        Assert.False(await bed.Driver.DriveAsync(run.Id, Token));
        bed.Lease.IsHeld = true;
        Assert.True(await bed.Driver.DriveAsync(run.Id, Token));
        Assert.Equal(UpgradeStep.Drain, bed.Find(run).Step);
    }

    [Fact]
    public async Task Approval_WhileAnAbortWaitsForItsDriver_DoesNotTakeItsPlace()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync(Approvals);
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync());
        bed.Lease.IsHeld = false; // As a node that does not drive.
        Assert.Equal(ControlOutcome.Done, (await bed.AbortAsync(run)).Outcome);
        Assert.Equal(new ControlResult(ControlOutcome.Refused, "ops-2 has just aborted it."), await bed.ApproveAsync(run, "ops-3"));
        bed.Lease.IsHeld = true;
        await bed.Driver.DriveAsync(run.Id, Token);
        Assert.Equal(UpgradeStatus.Aborted, bed.Find(run).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData(null)] // One whose first step is null.
    public async Task Decision_ThatIsNoUpgrade_IsPassedOver(string? value)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        string text = value ?? UpgradeCodec.Encode(run with { Steps = [null!, .. run.Steps.Skip(1)] });
        await bed.Decisions.DecideAsync([new DecisionChange(DecisionKeys.Upgrade("foul"), text)], "ops-1", "", Token); // As somebody may write into Redis by hand.
        Assert.Equal(run.Id, Assert.Single(bed.Service.All).Id);
    }

    [Fact]
    public async Task DriverThatLostItsLease_DuringAHook_MovesNothing()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        run = await bed.DriveAsync(run, static now => now is { Step: UpgradeStep.UpgradeDatabase, Phase: UpgradePhase.Hook });
        TaskCompletionSource answer = new();
        bed.Caller.Gate = answer.Task;
        Task<bool> drive = bed.Driver.DriveAsync(run.Id, Token);
        bed.Lease.IsHeld = false;
        answer.SetResult();
        Assert.False(await drive);
        Assert.Equal(UpgradePhase.Hook, bed.Find(run).Phase);
    }

    [Theory]
    [InlineData("fleet/mode", "read-only", "\"fleet/mode\" is \"read-only\", decided by ops-1; undo that first.")]
    [InlineData("cell/na-1/mode", "read-only", "\"cell/na-1/mode\" is \"read-only\", decided by ops-1; undo that first.")]
    [InlineData("cell/na-1/weight", "0", "\"cell/na-1/weight\" is \"0\", decided by ops-1; undo that first.")]
    [InlineData("cell/na-1/pool/b/weight", "50", "\"cell/na-1/pool/b/weight\" is \"50\", decided by ops-1; undo that first.")]
    [InlineData("cell/na-1/upgrade", "0123", "Upgrade \"0123\" of cell \"na-1\" is under way; one at a time.")]
    [InlineData("cell/na-1/destination/a1/weight", "0", "No destination in pool a of cell \"na-1\" takes requests: each half must be able to serve alone.")]
    [InlineData("tenant/acme/failover", "na-2", "1 tenants are failed over from or to cell \"na-1\", acme among them; fail them back first.")]
    public async Task Start_WhileSomethingStandsAgainstIt_IsRefusedAndDecidesNothing(string key, string value, string expected)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        DecisionSet before = await bed.Decisions.DecideAsync([new DecisionChange(key, value)], "ops-1", "", Token);
        (ControlResult result, UpgradeRun? run) = await bed.Service.StartAsync("na-1", "plan", Order, "ann", Token);
        Assert.Equal((ControlOutcome.Refused, expected), (result.Outcome, result.Detail));
        Assert.Null(run);
        Assert.Same(before, bed.Decisions.Current);
    }

    [Theory]
    [InlineData("na-9", "plan", "No cell has the id \"na-9\".")]
    [InlineData("na-1", "plna", "No plan has the name \"plna\"; did you mean 'plan'?")]
    public async Task Start_OfWhatIsNotThere_SaysSo(string cell, string plan, string expected)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        Assert.Equal(new ControlResult(ControlOutcome.NotFound, expected), (await bed.Service.StartAsync(cell, plan, Order, "ann", Token)).Result);
    }

    [Fact]
    public async Task Start_OfAnUnhealthyOrMissingHalf_OrCutOffFromTheFleet_IsRefused()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        bed.Probe("b1", 500);
        Assert.Equal("No destination in pool b of cell \"na-1\" takes requests: each half must be able to serve alone.", (await bed.Service.StartAsync("na-1", "plan", Order, "ann", Token)).Result.Detail);
        Assert.Equal("Pool b of cell \"na-2\" is empty: each half must be able to serve alone.", (await bed.Service.StartAsync("na-2", "plan", Order, "ann", Token)).Result.Detail);
        bed.Lease.IsCutOff = true;
        Assert.Equal("Redis does not answer: the other nodes would not hear that the cell is read-only.", (await bed.Service.StartAsync("na-1", "plan", Order, "ann", Token)).Result.Detail);
    }

    [Fact]
    public async Task OrdersAboutTheCell_DuringAnUpgrade_NeedForce()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        string expected = $"Upgrade \"{run.Id}\" of cell \"na-1\" is under way, and sets modes and weights itself; abort it rather.";
        Assert.Equal(new ControlResult(ControlOutcome.Refused, expected), await bed.Control.SetModeAsync(bed.Cell, readOnly: false, Order, Token));
        Assert.Equal(new ControlResult(ControlOutcome.Refused, expected), await bed.Control.SetWeightAsync(DrainTarget.Of(bed.Cell, "pools", "b")!, 50, Order, Token));
        Assert.Equal(ControlResult.Done, await bed.Control.SetModeAsync(bed.Cell, readOnly: false, Order with { Force = true }, Token));
        Assert.Equal(
            [$"system.cell.read_write na-1 by ops-1: {expected}", "system.cell.read_write na-1 by ops-1: ", $"system.cell.read_write_forced na-1 by ops-1: {expected}"],
            bed.Events.Lines.Where(static line => line.StartsWith("system.cell.read_write", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task UpgradesThatEnded_AreForgottenBeyondALimit()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        for (int count = 0; count <= UpgradeRuns.MaxKept; count++)
        {
            await bed.AbortAsync(await bed.StartAsync());
            bed.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(UpgradeRuns.MaxKept, bed.Service.All.Count);
    }
}
