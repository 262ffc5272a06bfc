using Edge.Gateway.State;
using Edge.Tests.TestKit;
using StackExchange.Redis;

namespace Edge.Tests.Gateway.State;

/// <summary>Nodes that share decisions over a real Redis.</summary>
public sealed class DecisionFleetTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_OfEachNode_AreInForceOnTheOthersAndInOneOrder()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        await a.DecideAsync("fleet/mode", "read-only");
        await b.DecideAsync("tenant/acme/failover", "na-2");
        await a.DecideAsync("fleet/mode", null);
        await b.DecideAsync("fleet/mode", "read-only");
        Assert.True(await a.Fleet.StepAsync());
        Assert.Equal("fleet/mode=read-only/b tenant/acme/failover=na-2/b", a.InForce());
        Assert.Equal(a.InForce(), b.InForce());
        Assert.Equal((4, 4, 0, 0), (a.Decisions.Epoch, b.Decisions.Epoch, a.Decisions.UnsharedCount, b.Decisions.UnsharedCount));
        Assert.DoesNotContain(a.Events.Lines.Concat(b.Events.Lines), static line => line.StartsWith("system.state", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_OfAsManyAsTakeThreeTransactions_AreAllInForceAfterThreeWaitsForRedis_AndSharedLater()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        ManualTime time = new(DateTimeOffset.UnixEpoch);
        bool hangs = true;
        int waits = 0;
        time.TimerCreated += due =>
        {
            waits += due == DecisionFleet.Deadline ? 1 : 0;
            if (hangs)
            {
                time.Advance(due); // Whatever waits for Redis has waited in vain.
            }
        };
        await using FleetNode a = await FleetNode.StartAsync("a", redis, time: time);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        DecisionChange[] changes = [.. Enumerable.Range(0, (2 * LocalDecisions.MaxPerTransaction) + 1).Select(static index => new DecisionChange($"tenant/{index}/failover", "na-2"))];
        DecisionSet now = await a.Store.DecideAsync(changes, "ops", "test", Cancelled);
        Assert.Equal((changes.Length, true), (now.All.Count, waits <= 3));
        hangs = false;
        await TestGateway.WaitUntilAsync(async () => await a.Fleet.StepAsync() && a.Decisions.UnsharedCount == 0);
        await TestGateway.WaitUntilAsync(async () => await b.Fleet.StepAsync() && b.Decisions.Current.All.Count == changes.Length);
    }

    [Fact]
    public async Task Decisions_BesideAFoulEpochInRedis_AreMadeAndShared()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        await a.DecideAsync("cell/na-1/mode", "read-only");
        DecisionEntry foul = a.Decisions.All()[0] with { Key = "fleet/mode", Epoch = DecisionEntry.MaxEpoch };
        using (ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration))
        {
            await DecisionExchange.ShareAsync(connection.GetDatabase(), [foul]);
        }

        await b.Fleet.StepAsync();
        await b.DecideAsync("fleet/mode", "read-only");
        Assert.True(await a.Fleet.StepAsync());
        Assert.Equal("cell/na-1/mode=read-only/a fleet/mode=read-only/b", a.InForce());
        Assert.Equal((2, 2), (a.Decisions.Epoch, b.Decisions.Epoch));
    }

    [Fact]
    public async Task Decision_OfANodeThatDiesAtOnce_IsWithTheFleet()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using (FleetNode a = await FleetNode.StartAsync("a", redis))
        {
            await a.DecideAsync("tenant/acme/failover", "na-2");
        }

        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        Assert.True(await b.Fleet.StepAsync());
        Assert.Equal("tenant/acme/failover=na-2/a", b.InForce());
    }

    [Fact]
    public async Task Undoing_OnANodeThatHasNotHeardYet_UndoesWhatTheFleetDecided()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        await a.DecideAsync("fleet/mode", "read-only");
        await b.DecideAsync("fleet/mode", null);
        await a.Fleet.StepAsync();
        Assert.Equal("", a.InForce() + b.InForce());
    }

    [Fact]
    public async Task Decisions_InTheBackground_ComeByThemselves()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable listening = b.Store.OnChange((_, now) =>
        {
            if (now.Find("fleet/mode") is not null)
            {
                heard.TrySetResult();
            }
        });
        await b.Fleet.StartAsync(Cancelled);
        await a.DecideAsync("fleet/mode", "read-only");
        await heard.Task.WaitAsync(Cancelled);
        await b.Fleet.StopAsync(Cancelled);
    }

    [Fact]
    public async Task SplitBrain_AfterRedisReturns_TheHigherEpochHoldsAndTheLoserTells()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        await a.DecideAsync("cell/na-1/mode", "read-only");
        await b.Fleet.StepAsync();

        await redis.KillAsync();
        await a.SeeRedisAsync(isUp: false);
        await b.SeeRedisAsync(isUp: false);
        await a.DecideAsync("tenant/acme/failover", "na-2");
        await a.DecideAsync("tenant/globex/failover", "eu-2");
        await b.DecideAsync("cell/na-1/mode", null);
        await b.DecideAsync("fleet/mode", "read-only");
        await b.DecideAsync("tenant/acme/failover", "na-3");
        Assert.Equal("cell/na-1/mode=read-only/a tenant/acme/failover=na-2/a tenant/globex/failover=eu-2/a", a.InForce());

        await redis.StartAgainAsync(); // Empty: the nodes fill it again.
        await a.SeeRedisAsync(isUp: true);
        await b.SeeRedisAsync(isUp: true);
        Assert.True(await a.Fleet.StepAsync());
        Assert.True(await b.Fleet.StepAsync());
        Assert.True(await a.Fleet.StepAsync());
        Assert.Equal("fleet/mode=read-only/b tenant/acme/failover=na-3/b tenant/globex/failover=eu-2/a", a.InForce());
        Assert.Equal(a.InForce(), b.InForce());
        Assert.Equal(
            "system.state.overruled tenant/acme/failover by ops-b: \"na-2\" of ops-a on a (epoch 2) was overruled by \"na-3\" of ops-b on b (epoch 4), decided without knowing of it",
            Assert.Single(a.Events.Lines, static line => line.StartsWith("system.state", StringComparison.Ordinal)));
        Assert.DoesNotContain(b.Events.Lines, static line => line.StartsWith("system.state", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RedisThatLostItsDataUnnoticed_IsFilledAgain()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        await a.DecideAsync("fleet/mode", "read-only");
        await a.DecideAsync("cell/na-1/mode", "read-only");
        await a.DecideAsync("cell/na-1/mode", null);
        await b.Fleet.StepAsync();
        await a.Redis.Current!.GetDatabase().ScriptEvaluateAsync("redis.call('FLUSHALL')");

        await b.Fleet.StepAsync();
        await using FleetNode c = await FleetNode.StartAsync("c", redis);
        await c.Fleet.StepAsync();
        Assert.Equal("fleet/mode=read-only/a", c.InForce());
        Assert.Equal(2, c.Decisions.All().Length); // What was undone, too.
        await c.DecideAsync("fleet/mode", null);
        await a.Fleet.StepAsync();
        Assert.Equal("", a.InForce());
    }

    [Fact]
    public async Task OldNode_ThatMissedAnUndoing_DoesNotBringItBack()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        using TestFolder folder = new();
        await using (FleetNode old = await FleetNode.StartAsync("old", redis, folder))
        {
            await old.DecideAsync("fleet/mode", "read-only");
        }

        await a.DecideAsync("fleet/mode", null);
        await redis.KillAsync();
        await redis.StartAgainAsync();
        await using FleetNode back = await FleetNode.StartAsync("old", redis, folder);
        await back.Fleet.StepAsync(); // First with the empty Redis: it says what it knows.
        await a.SeeRedisAsync(isUp: true);
        await a.Fleet.StepAsync();
        await back.Fleet.StepAsync();
        Assert.Equal("", a.InForce() + back.InForce());
    }

    [Fact]
    public async Task Node_WithRedisAndPeersDead_StartsWithItsLastGoodStateAndDecides()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        using TestFolder folder = new();
        await using (FleetNode first = await FleetNode.StartAsync("a", redis, folder))
        {
            await first.DecideAsync("tenant/acme/failover", "na-2");
        }

        await redis.KillAsync();
        await using FleetNode again = await FleetNode.StartAsync("a", redis, folder);
        Assert.Equal("tenant/acme/failover=na-2/a", again.InForce());
        Assert.False(await again.Fleet.StepAsync());
        await again.DecideAsync("tenant/acme/failover", null);
        Assert.Equal("", again.InForce());
        Assert.Equal(1, again.Decisions.UnsharedCount);
    }

    [Fact]
    public async Task WordsOfOthers_InRedis_AreNoDecisions()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode a = await FleetNode.StartAsync("a", redis);
        await a.DecideAsync("fleet/mode", "read-only");
        StackExchange.Redis.IDatabase database = a.Redis.Current!.GetDatabase();
        await database.HashSetAsync("edge:{decisions}:items", "bad", "no order\n{\"key\":1}");
        await database.SortedSetAddAsync("edge:{decisions}:order", "bad", 0.5);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        Assert.True(await b.Fleet.StepAsync());
        Assert.Equal("fleet/mode=read-only/a", b.InForce());
    }
}
