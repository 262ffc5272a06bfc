using Edge.Gateway.Journeys;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Measuring;

namespace Edge.Tests.Gateway.Status;

/// <summary>How seconds become minutes: the published rule.</summary>
public sealed class MinuteRuleTests
{
    private const ulong All = (1UL << 60) - 1;

    // Source, seconds up, seconds down (both from second 0 on), requests, failed; and what the minute counts as.
    [Theory]
    [InlineData("Unknown")]
    [InlineData("Up", "node:a 60 0 0 0")]
    [InlineData("Up", "node:a 60 9 0 0")]
    [InlineData("Down", "node:a 60 10 0 0")]
    [InlineData("Down", "node:a 0 10 0 0")]
    [InlineData("Unknown", "node:a 29 0 0 0")]
    [InlineData("Up", "node:a 30 0 0 0")]
    [InlineData("Unknown", "node:a 0 9 0 0")]
    [InlineData("Up", "node:a 60 0 49 49")]
    [InlineData("Up", "node:a 60 0 100 19")]
    [InlineData("Down", "node:a 60 0 100 20")]
    [InlineData("Down", "node:a 0 0 50 10")]
    [InlineData("Up", "probe:x 60 0 100 100")]
    [InlineData("Down", "probe:x 0 10 0 0")]
    [InlineData("Up", "node:a 60 0 0 0", "probe:x 0 60 0 0")]
    [InlineData("Down", "node:a 60 0 0 0", "probe:x 0 10 0 0", "probe:y 0 10 0 0")]
    [InlineData("Up", "node:a 60 0 0 0", "probe:x 0 60 0 0", "probe:y 60 0 0 0")]
    [InlineData("Down", "node:a 60 0 0 0", "node:b 0 10 0 0")]
    [InlineData("Down", "probe:x 0 20 0 0", "probe:y 0 20 0 0", "probe:z 60 0 0 0")]
    [InlineData("Down", "node:a 10 0 0 0", "probe:x 0 20 0 0")]
    public void Minute_OfTheseSources_CountsAs(string expected, params string[] sources)
    {
        Dictionary<string, MinuteTally> tallies = sources.Select(static text => text.Split(' ')).ToDictionary(
            static parts => parts[0],
            static parts => new MinuteTally(First(parts[1]), First(parts[2]), 0, 0, long.Parse(parts[3], null), long.Parse(parts[4], null)));
        Assert.Equal(Enum.Parse<MinuteState>(expected), MinuteRule.Judge(tallies));
    }

    [Fact]
    public void Tallies_OfOneMinute_AddWithoutCountingTwice()
    {
        MinuteTally sum = new MinuteTally(0b1111, 0b0010, 1, 2, 3, 1) + new MinuteTally(0b1100, 0b0100, 1, 0, 2, 2);
        Assert.Equal((2, 2, "uddu" + new string('-', 56)), (sum.UpSeconds, sum.DownSeconds, sum.Letters));
        Assert.Equal((2, 2, 5L, 3L), (sum.ProbesPassed, sum.ProbesFailed, sum.Requests, sum.RequestsFailed));
        Assert.Equal(new string('d', 60), new MinuteTally(All, All, 0, 0, 0, 0).Letters);
    }

    [Theory]
    [InlineData("0 0", null)]
    [InlineData("1 0", true)]
    [InlineData("0 19", null)]
    [InlineData("0 20", false)]
    [InlineData("11 9", true)]
    [InlineData("10 10", false)]
    [InlineData("0 10,0 10", false)]
    [InlineData("0 20,0 0,0 0,0 0,0 0", false)]
    [InlineData("0 20,0 0,0 0,0 0,0 0,0 0", null)]
    [InlineData("0 20,30 0", true)]
    public void Traffic_OfTheseSeconds_IsJudgedOverFiveOfThem(string seconds, bool? expected)
    {
        TrafficMeter meter = new();
        bool? last = null;
        foreach (string[] counts in seconds.Split(',').Select(static second => second.Split(' ')))
        {
            last = meter.Step(long.Parse(counts[0], null), long.Parse(counts[1], null));
        }

        Assert.Equal(expected, last);
    }

    [Fact]
    public void Results_HoldUntilTheNextOne_AndNoLongerThanTheyAreValid()
    {
        SourceRecorder recorder = new("node:a");
        DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(60_000_000); // The first second of a minute.
        recorder.Observe(Result(start, JourneyVerdict.Passed), ["c"], TimeSpan.FromSeconds(8));
        recorder.CoverTo(start.AddSeconds(3));
        recorder.Observe(Result(start.AddSeconds(2), JourneyVerdict.Failed), ["c"], TimeSpan.FromSeconds(8));
        recorder.CoverTo(start.AddSeconds(20));
        recorder.Observe(Result(start.AddSeconds(30), JourneyVerdict.Unanswered), ["c"], TimeSpan.FromSeconds(8));
        recorder.Observe(Result(start.AddSeconds(34), JourneyVerdict.NotRun), ["c"], TimeSpan.FromSeconds(60));
        recorder.Observe(Result(start.AddSeconds(36), JourneyVerdict.Passed), ["c"], TimeSpan.FromSeconds(8));
        recorder.CoverTo(start.AddSeconds(100));
        MinuteTally tally = recorder.Find(1_000_000, "c");
        Assert.Equal("uudddddddd" + "----------" + "----------" + "dddddduuuu" + "uuuu------" + "----------", tally.Letters);
        Assert.Equal((2, 2), (tally.ProbesPassed, tally.ProbesFailed));
        Assert.Equal("uuuuuuuuuu" + "----------" + "----------" + "dddddduuuu" + "uuuu------" + "----------", recorder.Find(1_000_000, StatusComponent.FrontDoor.Id).Letters);
    }

    [Fact]
    public void Results_ReportedLate_CountWhereTheyBelong()
    {
        SourceRecorder live = new("probe:x");
        SourceRecorder late = new("probe:x");
        DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(60_000_000);
        JourneyResult[] results = [.. Enumerable.Range(0, 120).Select(index => Result(start.AddSeconds(index * 2), index is >= 20 and < 40 ? JourneyVerdict.Failed : JourneyVerdict.Passed))];
        foreach (JourneyResult result in results)
        {
            live.CoverTo(result.Started.AddSeconds(1));
            live.Observe(result, ["c"], TimeSpan.FromSeconds(6));
        }

        foreach (JourneyResult result in results)
        {
            late.Observe(result, ["c"], TimeSpan.FromSeconds(6));
        }

        Assert.Equal(3, live.TakeBefore(1_000_003).Count(static minute => minute.Component == "c"));
        SourceRecorder again = new("probe:x");
        foreach (JourneyResult result in results)
        {
            again.Observe(result, ["c"], TimeSpan.FromSeconds(6));
        }

        Assert.Equal((20, 40), (again.Find(1_000_000, "c").DownSeconds, again.Find(1_000_000, "c").UpSeconds));
        Assert.Equal((20, 40), (late.Find(1_000_001, "c").DownSeconds, late.Find(1_000_001, "c").UpSeconds));
    }

    [Fact]
    public void Clock_SetBack_LetsAResultHoldFromThereOnOnly()
    {
        SourceRecorder recorder = new("node:a");
        DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(60_000_000);
        recorder.Observe(Result(start.AddHours(1), JourneyVerdict.Passed), ["c"], TimeSpan.FromSeconds(8));
        recorder.CoverTo(start.AddHours(1).AddSeconds(5));
        recorder.CoverTo(start);
        recorder.CoverTo(start.AddSeconds(59));
        Assert.Equal(8, recorder.Find(1_000_000, "c").UpSeconds);
        Assert.Equal(5, recorder.Find(1_000_060, "c").UpSeconds);
    }

    private static ulong First(string seconds) => seconds == "60" ? All : (1UL << int.Parse(seconds, null)) - 1;

    private static JourneyResult Result(DateTimeOffset started, JourneyVerdict verdict) => new("j", "h", started, TimeSpan.FromMilliseconds(5), verdict, "");
}
