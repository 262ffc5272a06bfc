using Edge.Gateway.Events;
using Edge.Gateway.Waf;
using Edge.Rules;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Waf;

public sealed class WafBlockEventsTests
{
    private static readonly Interruption Verdict = new(InterruptionAction.Deny, 403, 949110, null, 2, "");

    [Fact]
    public void Events_OfAnAttack_AreBoundedAndTheRestIsTold()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var log = new RecordingEventLog();
        var events = new WafBlockEvents(log, ActivatorUtilities.CreateInstance<WafMetrics>(services), time);
        for (int i = 0; i < 1_000; i++)
        {
            events.Blocked("acme", "192.0.2.1", "id", Verdict);
        }

        Assert.Equal(WafLimits.MaxEventsPerSecond, log.Events.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        events.Blocked("acme", "192.0.2.1", "id", Verdict);
        EdgeEvent last = log.Events[^1];
        Assert.Equal(("security.request.blocked", "acme", EventOutcome.Deny), (last.EventType, last.Target, last.Outcome));
        Assert.Equal("rule 949110 in phase 2, request id; 990 more were blocked since the last such event", last.Reason);
    }

    [Fact]
    public void Samples_OfAnAttack_LeaveRoomForOthers()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var blocked = new WafBlockedRequests(time);
        Assert.Equal(WafBlockedRequests.MaxPerSecond, Enumerable.Range(0, 100).Count(_ => blocked.TryTakeTurn()));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(blocked.TryTakeTurn());
    }

    private sealed class RecordingEventLog : IEventLog
    {
        public List<EdgeEvent> Events { get; } = [];

        public void Write(EdgeEvent edgeEvent) => Events.Add(edgeEvent);
    }
}
