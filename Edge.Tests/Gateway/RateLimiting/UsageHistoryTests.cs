using Edge.Gateway.RateLimiting.Reporting;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class UsageHistoryTests
{
    private const long Start = 30_000_000; // Minutes since 1970, at a full hour.
    private const int Week = 7 * 24 * 60;

    [Fact]
    public void Read_OfAnHour_HasEachMinuteAndSaysWhatWasNotMeasured()
    {
        var history = new UsageHistory(new HistoryBudget());
        history.Note(Totals(10), Start);
        history.Note(Totals(15, burst: 3, denied: 2), Start + 2);

        UsagePoint[] points = history.Read(UsageRange.Hour, Start + 2, Start);

        Assert.Equal(60, points.Length);
        Assert.Equal([false, true, true, true], points[^4..].Select(static point => point.IsMeasured));
        Assert.Equal([10, 0, 5], points[^3..].Select(static point => point.Within));
        Assert.Equal((3, 2), (points[^1].Burst, points[^1].Denied));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(Start + 2), points[^1].At);
    }

    [Theory]
    [InlineData(1)] // Day, by ten minutes.
    [InlineData(2)] // Week, by hours.
    public void Read_OfLongerRanges_SumsUpWhatTheMinutesHad(int which)
    {
        var range = (UsageRange)which;
        var history = new UsageHistory(new HistoryBudget());
        long total = 0;
        for (long minute = Start; minute < Start + Week; minute++)
        {
            history.Note(Totals(++total), minute);
        }

        UsagePoint[] points = history.Read(range, Start + Week - 1, Start);

        Assert.Equal(range == UsageRange.Day ? 144 : 168, points.Length);
        Assert.All(points, point => Assert.Equal((true, range == UsageRange.Day ? 10 : 60), (point.IsMeasured, point.Within)));
    }

    [Fact]
    public void Averages_SoonAfterTheStart_AreOfTheTimeSinceThen()
    {
        var history = new UsageHistory(new HistoryBudget());
        history.Note(Totals(60), Start);
        history.Note(Totals(120), Start + 1);
        Assert.Equal((60, 60), history.Averages(Start + 1, Start));
        Assert.Equal((12, 12), history.Averages(Start + 9, Start));
    }

    [Fact]
    public void LastHour_OfEvents_ForgetsAfterAnHour()
    {
        var history = new UsageHistory(new HistoryBudget());
        history.Note(Totals(1, warnings: 2), Start);
        Assert.Equal(2, history.LastHour(UsageKind.Warnings, Start + 59));
        history.Note(Totals(2, warnings: 2), Start + 60);
        Assert.Equal(0, history.LastHour(UsageKind.Warnings, Start + 60));
    }

    [Fact]
    public void Hours_AWeekAgo_AreStillKept()
    {
        var history = new UsageHistory(new HistoryBudget());
        long total = 0;
        for (int hour = 0; hour < 9 * 24; hour++)
        {
            history.Note(Totals(total += hour), Start + (hour * 60));
        }

        long last = (Start / 60) + (9 * 24) - 2;
        Assert.Equal((9 * 24) - 2, history.Hours(last, 1));
        Assert.Equal((2 * 24) - 2, history.Hours(last - (7 * 24), 1));
        Assert.Equal(Enumerable.Range(23, 24).Sum(), history.Hours(last - (7 * 24), 24));
    }

    [Fact]
    public void Note_BeyondTheBudget_KeepsNothingAndSaysSo()
    {
        var budget = new HistoryBudget();
        for (int taken = 0; taken < HistoryBudget.MaxSeries; taken++)
        {
            Assert.True(budget.TryTakeSeries());
        }

        var history = new UsageHistory(budget);
        history.Note(Totals(5), Start);
        Assert.True(history.IsLeftOut);
        Assert.DoesNotContain(history.Read(UsageRange.Hour, Start, Start), static point => point.IsMeasured);
        budget.ReturnSeries();
        history.Note(Totals(6), Start + 1);
        Assert.False(history.IsLeftOut);
    }

    [Fact]
    public void Note_OfACounterThatIsIdle_GivesItsMemoryBack()
    {
        var budget = new HistoryBudget();
        var history = new UsageHistory(budget);
        history.Note(Totals(5), Start);
        for (int taken = 1; taken < HistoryBudget.MaxSeries; taken++)
        {
            Assert.True(budget.TryTakeSeries());
        }

        Assert.False(budget.TryTakeSeries());
        history.Note(Totals(5), Start + (9 * 24 * 60));
        Assert.True(budget.TryTakeSeries());
    }

    [Fact]
    public void Note_AfterRelease_TakesNoRoom()
    {
        var budget = new HistoryBudget();
        var history = new UsageHistory(budget);
        history.Note(Totals(5), Start);
        history.Release();
        history.Note(Totals(6), Start);
        for (int taken = 0; taken < HistoryBudget.MaxSeries; taken++)
        {
            Assert.True(budget.TryTakeSeries());
        }
    }

    private static UsageCounts Totals(long within, long burst = 0, long denied = 0, long warnings = 0) =>
        new CounterTotals { Allowed = within + burst, Bursted = burst, Denied = denied, Warnings = warnings }.ToCounts();
}
