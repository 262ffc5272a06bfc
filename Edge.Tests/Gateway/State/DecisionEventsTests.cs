using Edge.Gateway.Events;
using Edge.Gateway.State;

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

    private static DecisionChange Told(string key, string? value) =>
        new(key, value) { Events = [new EdgeEvent("system.fleet.read_only", EventSeverity.Warn, "ops-1", key, EventOutcome.Success)] };
}
