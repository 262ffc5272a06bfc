using Edge.Gateway.Cells.Control;
using Edge.Gateway.Cells.Upgrades;
using Edge.Gateway.State;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>An upgrade from its first to its last step, through failures, crashes and people's orders.</summary>
public sealed class UpgradeDriverTests
{
    private static readonly string[] Steps = ["read-only", "drain", "upgrade-database", "upgrade-servers", "switch", "replication", "trailing-half", "done"];

    private static readonly string[] Hooks = ["upgrade-database", "upgrade-servers", "replication", "trailing-half"];

    [Fact]
    public async Task Upgrade_OfAHealthyCell_GoesThroughAllStepsInOrder()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        List<string> seen = [];
        using IDisposable watching = Watch(bed, seen);
        UpgradeRun run = await bed.StartAsync();
        Assert.Equal("read-only a=100 b=100", bed.Effects);
        run = await bed.DriveAsync(run);
        Assert.Equal((UpgradeStatus.Completed, "read-write a=100 b=100"), (run.Status, bed.Effects));
        Assert.Equal(Steps, seen.Select(static line => line.Split(':')[0]).Distinct());
        Assert.Equal(
            ["read-only a=100 b=100", "read-only a=0 b=100", "read-write a=100 b=0", "read-write a=100 b=100"], seen.Select(static line => line.Split(": ")[1]).Distinct());
        Assert.Equal(Hooks, bed.Caller.Calls.Select(static call => call.Step));
        Assert.Equal(["a1", "b1"], bed.Caller.Tested);
        Assert.Equal("started " + string.Join(' ', Enumerable.Repeat("step", 8)) + " completed", bed.EventTypes);
        Assert.All(run.Steps, static record => Assert.Equal((UpgradeStepState.Done, true), (record.State, record.Started is not null && record.Ended >= record.Started)));
        Assert.Null(UpgradeRuns.OfCell(bed.Decisions.Current, "na-1"));
    }

    [Fact]
    public async Task Upgrade_KilledAfterEveryMove_GoesOnExactlyThere()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        List<string> seen = [];
        using IDisposable watching = Watch(bed, seen);
        UpgradeRun run = await bed.StartAsync();
        int restarts = 0;
        DecisionSet last = bed.Decisions.Current;
        run = await bed.DriveAsync(run, afterEach: () =>
        {
            if (!ReferenceEquals(last, bed.Decisions.Current))
            {
                last = bed.Decisions.Current;
                restarts++;
                bed.Restart();
            }
        });
        Assert.Equal(UpgradeStatus.Completed, run.Status);
        Assert.True(restarts > 20, $"Only {restarts} moves.");
        Assert.Equal(Hooks, bed.Caller.Calls.Select(static call => call.Step)); // None was lost, and none repeated whose end was kept.
        Assert.Single(bed.Caller.Calls.Select(static call => call.Upgrade).Distinct());
    }

    [Theory]
    [InlineData("upgrade-database")]
    [InlineData("upgrade-servers")]
    [InlineData("replication")]
    [InlineData("trailing-half")]
    public async Task Hook_WhoseCallerDied_IsCalledAgainWithTheSameKeys(string step)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, now => now.Step.Word() == step && now.Phase == UpgradePhase.Hook);
        using CancellationTokenSource dying = new();
        bed.Caller.Gate = new TaskCompletionSource().Task;
        Task<bool> drive = bed.Driver.DriveAsync(run.Id, dying.Token);
        await dying.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drive);
        bed.Caller.Gate = Task.CompletedTask;
        bed.Restart();
        Assert.Equal((UpgradePhase.Hook, step), (bed.Find(run).Phase, bed.Find(run).Step.Word()));
        Assert.Equal(UpgradeStatus.Completed, (await bed.DriveAsync(run)).Status);
        Assert.Equal([(run.Id, step), (run.Id, step)], bed.Caller.Calls.Where(call => call.Step == step));
    }

    [Theory]
    [InlineData("read-only", "gate", "RolledBack", "read-write a=100 b=100")]
    [InlineData("drain", "gate", "RolledBack", "read-write a=100 b=100")]
    [InlineData("upgrade-database", "hook", "RolledBack", "read-write a=0 b=100")]
    [InlineData("upgrade-database", "gate", "RolledBack", "read-write a=0 b=100")]
    [InlineData("upgrade-servers", "hook", "RolledBack", "read-write a=0 b=100")]
    [InlineData("upgrade-servers", "test", "RolledBack", "read-write a=0 b=100")]
    [InlineData("upgrade-servers", "gate", "RolledBack", "read-write a=0 b=100")]
    [InlineData("switch", "gate", "Blocked", "read-write a=100 b=0")]
    [InlineData("switch", "errors", "Blocked", "read-write a=100 b=0")]
    [InlineData("replication", "hook", "Blocked", "read-write a=100 b=0")]
    [InlineData("trailing-half", "hook", "Blocked", "read-write a=100 b=0")]
    [InlineData("trailing-half", "test", "Blocked", "read-write a=100 b=0")]
    [InlineData("done", "gate", "Blocked", "read-write a=100 b=100")]
    public async Task Failure_InAStep_RollsBackBeforeTheSwitchAndStopsAfterIt(string step, string what, string status, string effects)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, now => now.Step.Word() == step);
        bed.Caller.Hook = now => now.Word() == step && what == "hook" ? 500 : 200;
        bed.Caller.Test = _ => what == "test" ? "answered 500" : "";
        if (what == "gate")
        {
            bed.Probe("a1", 500);
        }

        if (what == "errors")
        {
            await bed.DriveAsync(run, static now => now.Phase == UpgradePhase.Gate);
            await bed.RequestsAsync(run, 100, failures: 11);
        }

        run = await bed.DriveAsync(run);
        Assert.Equal((status, effects), (run.Status.ToString(), bed.Effects));
        Assert.StartsWith(step + " failed: ", run.Detail, StringComparison.Ordinal);
        Assert.Contains("failed", bed.EventTypes, StringComparison.Ordinal);
        Assert.Equal($"Upgrade of cell na-1 stopped at {step}", Assert.Single(bed.Notifier.All).Subject);
        Assert.Equal(status == "RolledBack", run.HasEnded);
        Assert.Equal(status == "RolledBack" ? null : run.Id, UpgradeRuns.OfCell(bed.Decisions.Current, "na-1"));
        Assert.Equal(status == "RolledBack", bed.EventTypes.EndsWith("failed rolled_back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BlockedUpgrade_IsTriedAgainWhenApproved_AndEndsAsItIsWhenAborted()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        bed.Caller.Hook = static step => step == UpgradeStep.Replication ? 500 : 200;
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync());
        Assert.Equal(UpgradeStatus.Blocked, run.Status);
        bed.Restart();
        Assert.Equal(ControlOutcome.Done, (await bed.ApproveAsync(run)).Outcome);
        run = await bed.DriveAsync(run);
        Assert.Equal((UpgradeStatus.Blocked, 2), (run.Status, run.Current.Round));
        Assert.Equal(2, bed.Caller.Calls.Count(static call => call.Step == "replication"));
        Assert.Equal(ControlOutcome.Done, (await bed.AbortAsync(run)).Outcome);
        run = bed.Find(run);
        Assert.Equal((UpgradeStatus.Aborted, "read-write a=100 b=0"), (run.Status, bed.Effects));
        Assert.EndsWith("pool b stays drained: undrain it when it is upgraded.", run.Detail, StringComparison.Ordinal);
        Assert.Equal(ControlOutcome.Refused, (await bed.AbortAsync(run)).Outcome);

        await bed.Control.SetWeightAsync(DrainTarget.Of(bed.Cell, "pools", "b")!, 100, new ControlOrder("ops-1", "", Force: false), TestContext.Current.CancellationToken);
        bed.Caller.Hook = static _ => 200;
        Assert.Equal(UpgradeStatus.Completed, (await bed.DriveAsync(await bed.StartAsync())).Status);
    }

    [Theory]
    [InlineData("read-only", "Aborted", "read-write a=100 b=100")]
    [InlineData("drain", "Aborted", "read-write a=100 b=100")]
    [InlineData("upgrade-database", "Aborted", "read-write a=0 b=100")]
    [InlineData("upgrade-servers", "Aborted", "read-write a=0 b=100")]
    [InlineData("switch", "Blocked", "read-write a=100 b=0")]
    [InlineData("replication", "Blocked", "read-write a=100 b=0")]
    [InlineData("trailing-half", "Blocked", "read-write a=100 b=0")]
    [InlineData("done", "Blocked", "read-write a=100 b=100")]
    public async Task Abort_AtAStep_DoesAsAFailureDoes(string step, string status, string effects)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, now => now.Step.Word() == step);
        await bed.AbortAsync(run);
        run = bed.Find(run);
        Assert.Equal((status, effects), (run.Status.ToString(), bed.Effects));
        Assert.StartsWith("aborted by ops-2: smoke", run.Detail, StringComparison.Ordinal);
        Assert.Contains("aborted", bed.EventTypes, StringComparison.Ordinal);
        Assert.Null(bed.Decisions.Current.Find(DecisionKeys.UpgradeOrder(run.Id)));
        if (status == "Blocked")
        {
            await bed.AbortAsync(run);
            Assert.Equal((UpgradeStatus.Aborted, effects), (bed.Find(run).Status, bed.Effects));
            Assert.EndsWith(step == "done" ? "both pools serve, read-write." : "undrain it when it is upgraded.", bed.Find(run).Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Abort_DuringAHook_BreaksTheCallOff()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, static now => now is { Step: UpgradeStep.UpgradeDatabase, Phase: UpgradePhase.Hook });
        TaskCompletionSource answer = new();
        bed.Caller.Gate = answer.Task;
        Task<bool> drive = bed.Driver.DriveAsync(run.Id, TestContext.Current.CancellationToken);
        await bed.AbortAsync(run);
        answer.SetResult();
        Assert.False(await drive); // What came back too late moves nothing.
        Assert.Equal((UpgradeStatus.Aborted, "read-write a=0 b=100"), (bed.Find(run).Status, bed.Effects));
    }

    [Fact]
    public async Task Hook_ThatFailsOrIsAtWork_IsCalledAgainAfterPauses()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync(UpgradeBed.Plan.Replace("upgrade-database: { hook: { url: \"http://hooks/\", retries: 0 }", "upgrade-database: { hook: { url: \"http://hooks/\", retries: 2, interval: 4s }", StringComparison.Ordinal));
        Queue<int> answers = new([0, 503, 202, 202, 200]);
        bed.Caller.Hook = step => step == UpgradeStep.UpgradeDatabase ? answers.Dequeue() : 200;
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, static now => now is { Step: UpgradeStep.UpgradeDatabase, Phase: UpgradePhase.Hook });
        DateTimeOffset begin = bed.Time.GetUtcNow();
        run = await bed.DriveAsync(run, static now => now.Step > UpgradeStep.UpgradeDatabase, bed.Restart);
        Assert.Equal(TimeSpan.FromSeconds(4 + 8 + 4 + 4), bed.Time.GetUtcNow() - begin);
        Assert.Equal(["no answer", "the hook answered 503", "begun", "begun", "done"], run.Steps[2].Calls.Select(static call => call.Outcome));
    }

    [Fact]
    public async Task Drain_WaitsForRequestsUnderWay()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        bed.Destination("a1").Enter();
        UpgradeRun run = await bed.StartAsync();
        await bed.DriveAsync(run, static now => now.Phase == UpgradePhase.Empty);
        bed.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(await bed.Driver.DriveAsync(run.Id, TestContext.Current.CancellationToken));
        bed.Destination("a1").Leave();
        Assert.True(await bed.Driver.DriveAsync(run.Id, TestContext.Current.CancellationToken));

        bed.Destination("b1").Enter();
        run = await bed.DriveAsync(run);
        Assert.Equal((UpgradeStatus.Blocked, UpgradeStep.Switch), (run.Status, run.Step));
        Assert.StartsWith("switch failed: 1 requests are under way on pool b.", run.Detail, StringComparison.Ordinal);
    }

    // Every set of decisions that is ever in force: no writes before the switch, and between drain and done one half only.
    private static IDisposable Watch(UpgradeBed bed, List<string> seen) => bed.Decisions.OnChange((_, now) =>
    {
        UpgradeRun run = UpgradeRuns.All(now)[0];
        string effects = $"{now.Find("cell/na-1/mode")?.Value ?? "read-write"} a={now.Find("cell/na-1/pool/a/weight")?.Value ?? "100"} b={now.Find("cell/na-1/pool/b/weight")?.Value ?? "100"}";
        seen.Add($"{run.Step.Word()}: {effects}");
        Assert.Equal(run.Step switch
        {
            UpgradeStep.ReadOnly => "read-only a=100 b=100",
            < UpgradeStep.Switch => "read-only a=0 b=100",
            < UpgradeStep.Done => "read-write a=100 b=0",
            _ => "read-write a=100 b=100",
        }, effects);
    });
}
