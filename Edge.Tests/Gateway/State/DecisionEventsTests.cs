using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.State;

/// <summary>What the System Log is told of decisions: each change once, whoever dies.</summary>
public sealed class DecisionEventsTests
{
    [Fact]
    public void Decision_ProcessDiesBeforeItsEventIsTold_ItIsToldOfAfterTheStart()
    {
        using StateBed bed = new();
        bed.Decisions.Decide([Told("fleet/mode", "read-only")], "ops-1", "test", 0);
        bed.Decisions.Decide([Told("fleet/mode", "read-only")], "ops-1", "test", 0); // No change, nothing to tell.
        LocalDecisions next = bed.Crashed(out IDisposable closing);
        using (closing)
        {
            (List<EdgeEvent> events, long last) = next.ReadUntold(10);
            EdgeEvent one = Assert.Single(events);
            Assert.Equal(("system.fleet.read_only", "fleet/mode", "ops-1", bed.Time.GetUtcNow()), (one.EventType, one.Target, one.Actor, one.Published));
            Assert.Equal(DecisionVersion.EventId("system.fleet.read_only", "fleet/mode", Assert.Single(next.All()).Version), one.Id);
            Assert.True(next.ForgetTold(last));
            Assert.Equal(0, next.ReadUntold(10).Last);
            Assert.False(next.HasUntold);
        }
    }

    [Fact]
    public void Events_OfTwoNodesThatDecideTheSame_AreOne_HoweverLateTheyHear()
    {
        using StateBed a = new("a");
        using StateBed b = new("b");
        StateBed[] nodes = [a, b];
        string?[] values = ["na-2", null, "na-2", null];
        HashSet<Guid> ids = [];
        foreach (string? value in values)
        {
            foreach (StateBed node in nodes)
            {
                node.Decisions.Decide([Told("tenant/acme/failover", value)], "ops-1", "test", 0);
                if (node == b)
                {
                    b.Decide($"other{ids.Count}", "x"); // Its epochs run ahead of the other's.
                }
            }

            EdgeEvent[] told = [.. nodes.Select(static node => node.Decisions.ReadUntold(100).Events[^1])];
            Assert.Equal(told[0].Id, told[1].Id);
            Assert.True(ids.Add(told[0].Id!.Value)); // Another change is another event.
        }

        foreach (StateBed node in nodes)
        {
            node.Decisions.Merge(nodes.SelectMany(static other => other.Decisions.All()).ToArray());
            Assert.Empty(node.Events.Lines); // Nobody was overruled: both wanted the same.
        }
    }

    [Fact]
    public void Event_OfAKeyThatWasForgotten_IsANewOne()
    {
        using StateBed bed = new();
        bed.Decisions.Decide([Told("tenant/acme/failover", "na-2")], "ops-1", "test", 0);
        bed.Decisions.Decide([Told("tenant/acme/failover", null)], "ops-1", "test", 0);
        bed.Time.Advance(LocalDecisions.UndoneKept + TimeSpan.FromSeconds(1));
        bed.Decisions.Step();
        bed.Decisions.Decide([Told("tenant/acme/failover", "na-2")], "ops-1", "test", 0);
        Assert.Equal(3, bed.Decisions.ReadUntold(10).Events.DistinctBy(static one => one.Id).Count());
    }

    [Fact]
    public async Task Caller_IsGivenTheEventsOfItsDecision_WhileTheyStillWait()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        await using FleetNode node = await FleetNode.StartAsync("a", redis);
        List<(Guid? Given, Guid? Waiting)> seen = [];
        for (int times = 0; times < 2; times++) // The second changes nothing.
        {
            await node.Store.DecideAsync(
                [Told("tenant/acme/mode", "read-only")], "ops-1", "test", TestContext.Current.CancellationToken,
                news => seen.Add((Assert.Single(news).Id, Assert.Single(node.Decisions.ReadUntold(10).Events).Id)));
        }

        (Guid? given, Guid? waiting) = Assert.Single(seen);
        Assert.NotNull(given);
        Assert.Equal(given, waiting); // Who dies here tells of it at the next start, and so may its caller.
        Assert.False(node.Decisions.HasUntold);
    }

    [Fact]
    public async Task SystemLog_ThatHangs_KeepsNoNewsOfTheFleetWaiting()
    {
        await using TestRedis redis = await TestRedis.StartAsync();
        TroubledLog log = new() { Flushing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using FleetNode a = await FleetNode.StartAsync("a", redis, log: log);
        await using FleetNode b = await FleetNode.StartAsync("b", redis);
        a.Decisions.Decide([Told("tenant/acme/mode", "read-only")], "ops-1", "test", 0);
        await a.Fleet.StartAsync(TestContext.Current.CancellationToken);
        await TestGateway.WaitUntilAsync(() => log.Written == 1);
        await b.DecideAsync("fleet/mode", "read-only");
        await TestGateway.WaitUntilAsync(() => a.Decisions.Current.Find("fleet/mode") is not null);
        Assert.True(a.Decisions.HasUntold);
        log.Flushing.SetResult();
        await TestGateway.WaitUntilAsync(() => !a.Decisions.HasUntold);
        await a.Fleet.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task SystemLog_ThatFails_IsGivenTheSameOnce_AndComplainedOfOnce()
    {
        using StateBed bed = new();
        TroubledLog log = new() { IsFailing = true };
        RecordedLog<UntoldEvents> said = new();
        using UntoldEvents untold = new(bed.Decisions, log, said);
        bed.Decisions.Decide([Told("fleet/mode", "read-only")], "ops-1", "test", 0);
        for (int index = 0; index < 3; index++)
        {
            await untold.TellAsync();
        }

        Assert.Equal((1, true), (log.Written, bed.Decisions.HasUntold));
        Assert.Single(said.Lines);
        log.IsFailing = false;
        await untold.TellAsync();
        Assert.Equal((2, false), (log.Written, bed.Decisions.HasUntold));
        log.IsFailing = true;
        bed.Decisions.Decide([Told("fleet/mode", null)], "ops-1", "test", 0);
        await untold.TellAsync();
        Assert.Equal(2, said.Lines.Count); // Another outage.
    }

    private static DecisionChange Told(string key, string? value) =>
        new(key, value) { Events = [new EdgeEvent("system.fleet.read_only", EventSeverity.Warn, "ops-1", key, EventOutcome.Success)] };

    /// <summary>A log that takes events, and whose disk hangs or fails.</summary>
    private sealed class TroubledLog : IEventLog
    {
        private int _written;

        public bool IsFailing { get; set; }

        public TaskCompletionSource? Flushing { get; init; }

        /// <summary>Times that it was given many.</summary>
        public int Written => Volatile.Read(ref _written);

        public void Write(EdgeEvent edgeEvent)
        {
        }

        public Task WriteDurableAsync(IReadOnlyList<EdgeEvent> edgeEvents, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _written);
            return FlushAsync(cancellationToken);
        }

        public Task FlushAsync(CancellationToken cancellationToken) =>
            IsFailing ? Task.FromException(new IOException("The disk fails.")) : Flushing?.Task ?? Task.CompletedTask;
    }
}
