using Edge.Gateway.Cells.Upgrades;
using Edge.Tests.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.Cells.Upgrades;

/// <summary>An upgrade looks at what all nodes of the fleet see of its cell, not at the driver's part alone.</summary>
public sealed class UpgradeSightsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drain_WaitsForRequestsThatOtherNodesHaveUnderWay()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync(), static now => now.Phase == UpgradePhase.Empty);
        UpgradeSight other = new(run.Id, UpgradeStep.Drain, 1, InFlight: 1, 0, 0);
        IReadOnlyList<UpgradeSight>?[] waits =
        [
            [other with { InFlight = 0 }, other],
            [other with { Step = UpgradeStep.ReadOnly, InFlight = 0 }], // It has not heard that pool a is drained.
            null, // Redis does not answer.
        ];
        foreach (IReadOnlyList<UpgradeSight>? others in waits)
        {
            bed.Fleet.Others = others;
            Assert.False(await bed.Driver.DriveAsync(run.Id, Token));
        }

        bed.Fleet.Others = [other with { InFlight = 0 }, other with { Upgrade = "another" }];
        Assert.True(await bed.Driver.DriveAsync(run.Id, Token));
        Assert.NotEqual(UpgradePhase.Empty, bed.Find(run).Phase);
    }

    [Fact]
    public async Task Drain_WhoseRequestsOnAnotherNodeDoNotEnd_IsRolledBack()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.StartAsync();
        bed.Fleet.Others = [new UpgradeSight(run.Id, UpgradeStep.Drain, 1, InFlight: 2, 0, 0)];
        bed.Destination("a1").Enter();
        run = await bed.DriveAsync(run);
        Assert.Equal((UpgradeStatus.RolledBack, "drain failed: 3 requests are under way on pool a"), (run.Status, run.Detail.Split(';')[0]));
    }

    [Theory]
    [InlineData(30, "switch failed: 30 of 200 requests failed (15.00 %); the gate allows 10.00 %.")]
    [InlineData(20, "")]
    public async Task ErrorRate_OfAGate_IsThatOfTheWholeFleet(int failures, string expected)
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync(), static now => now is { Step: UpgradeStep.Switch, Phase: UpgradePhase.Gate });
        UpgradeSight other = new(run.Id, UpgradeStep.Switch, 1, 0, 50, 50);
        bed.Fleet.Others = [other]; // Before the gate looks.
        await bed.RequestsAsync(run, 100, failures: 0); // On the node that drives.
        bed.Fleet.Others = [other with { Requests = 150, Failures = 50 + failures }, other with { Round = 2, Requests = 100, Failures = 100 }];
        run = await bed.DriveAsync(run, static now => now.Step > UpgradeStep.Switch);
        Assert.StartsWith(expected, run.Detail, StringComparison.Ordinal);
        Assert.Equal(expected.Length > 0, run.Status == UpgradeStatus.Blocked);
    }

    [Fact]
    public async Task Node_ThatDoesNotDrive_TellsWhatItSees_AndCountsOnlyAtTheGate()
    {
        await using UpgradeBed bed = await UpgradeBed.CreateAsync();
        UpgradeRun run = await bed.DriveAsync(await bed.StartAsync(), static now => now.Step == UpgradeStep.Drain);
        bed.Destination("a1").Enter();
        bed.Destination("b1").Enter();
        await bed.Sights.ExchangeAsync();
        Assert.Equal([new UpgradeSight(run.Id, UpgradeStep.Drain, 1, InFlight: 1, 0, 0)], bed.Fleet.Told);
        bed.Destination("a1").Leave();
        bed.Destination("b1").Leave();
        await bed.DriveAsync(run, static now => now is { Step: UpgradeStep.Switch, Phase: UpgradePhase.Gate });
        await bed.RequestsAsync(run, 10, failures: 3);
        await bed.Sights.ExchangeAsync();
        Assert.Equal([new UpgradeSight(run.Id, UpgradeStep.Switch, 1, 0, 10, 3)], bed.Fleet.Told);
    }

    [Fact]
    public async Task Nodes_OverRedis_HearEachOther_AndNoneThatFellSilent()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode first = await FleetNode.StartAsync("first", redis);
        await using FleetNode second = await FleetNode.StartAsync("second", redis);
        RedisUpgradeFleet[] fleet = [.. ((FleetNode[])[first, second]).Select(static node => new RedisUpgradeFleet(node.Redis, new ManualTime(DateTimeOffset.UnixEpoch), NullLogger<RedisUpgradeFleet>.Instance))]; // An answer may take as long as it takes.
        UpgradeSight sight = new("u1", UpgradeStep.Switch, 2, 3, 4, 5);
        await first.Redis.Current!.GetDatabase().HashSetAsync("edge:upgrade:sights", [new HashEntry("dead", "1 " + UpgradeCodec.Encode((UpgradeSight[])[sight with { InFlight = 9 }])), new HashEntry("foul", "what is this")]);
        await TestGateway.WaitUntilAsync(async () => // A pause of this process makes the one fall silent for the other.
        {
            await fleet[0].ExchangeAsync([sight]);
            return (await fleet[1].ExchangeAsync([sight with { Step = UpgradeStep.Done }]))!.SequenceEqual([sight])
                && (await fleet[0].ExchangeAsync([]))!.SequenceEqual([sight with { Step = UpgradeStep.Done }]);
        });
        Assert.Empty((await fleet[1].ExchangeAsync([]))!); // The first has nothing to tell any more.
        await redis.KillAsync();
        await first.SeeRedisAsync(isUp: false);
        Assert.Null(await fleet[0].ExchangeAsync([]));
    }
}
