using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Gateway.RateLimiting.Raising;
using Edge.Tests.Gateway.Access;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class RaiseJudgeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Denials_WithCapacityToSpare_RaiseByAQuarterUpToTheCeilingAndAreTakenBackWhenTheCellSuffers()
    {
        var bed = new LimitBed(capacityPerSecond: 10_000);
        var events = new RecordedEvents();
        var judge = new RaiseJudge(bed.Counters, events);
        Bucket bucket = With(autoRaise: true);
        TenantCounter counter = bed.CounterOf(bucket);
        List<long> limits = [];
        for (int window = 0; window < 6; window++)
        {
            Overrun(bed, bucket);
            judge.JudgeOnce(Second, bed.Now);
            limits.Add(counter.Live);
        }

        Assert.Equal([125, 156, 195, 200, 200, 200], limits);
        bed.Capacity.GradientNow = 0.8;
        bed.ShareOnce();
        judge.JudgeOnce(Second, bed.Now);
        Assert.Equal(0, counter.Live);
        Assert.Equal(4, events.Lines.Count(static line => line.StartsWith("system.org.rate_limit.raise acme/authn", StringComparison.Ordinal)));
        Assert.Contains("the cell suffers", Assert.Single(events.Lines, static line => line.StartsWith("system.org.rate_limit.raise_withdrawn", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Denials_WithoutAutoRaise_AreOnlyProposedOnce()
    {
        var bed = new LimitBed(capacityPerSecond: 10_000);
        var events = new RecordedEvents();
        var judge = new RaiseJudge(bed.Counters, events);
        Bucket bucket = With(autoRaise: false);
        for (int window = 0; window < 3; window++)
        {
            Overrun(bed, bucket);
            judge.JudgeOnce(Second, bed.Now);
        }

        Assert.Equal(0, bed.CounterOf(bucket).Live);
        Assert.Contains("100 could be 125", Assert.Single(events.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Denials_WhileTheCellIsFull_AreRight()
    {
        var bed = new LimitBed(capacityPerSecond: 0);
        var events = new RecordedEvents();
        Bucket bucket = With(autoRaise: true);
        Overrun(bed, bucket);
        new RaiseJudge(bed.Counters, events).JudgeOnce(Second, bed.Now);
        Assert.Empty(events.Lines);
    }

    private static Bucket With(bool autoRaise) => new()
    {
        Id = "authn",
        Index = 0,
        Policy = new Edge.Gateway.Http.RateLimitPolicy("authn", 100, Second),
        AutoRaise = autoRaise,
        RaiseCeiling = 2,
    };

    private static void Overrun(LimitBed bed, Bucket bucket)
    {
        bed.Advance(Second);
        bed.ShareOnce();
        for (int i = 0; i < 250; i++)
        {
            bed.Decide(bucket);
        }
    }
}
