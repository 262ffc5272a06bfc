using Edge.LoadTests.Engine;

namespace Edge.Tests.Load;

public sealed class ArrivalScheduleTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Inject_AtARate_IsEvenlySpaced() =>
        Assert.Equal([0, 250, 500, 750, 1000, 1250, 1500, 1750], DuesMs([new Inject(4, TimeSpan.FromSeconds(2))]));

    [Fact]
    public void RampingInject_FromNothing_FollowsTheAreaBelowTheLine()
    {
        // The rate grows by 2/s each second: n requests are due after √n seconds.
        long[] dues = DuesMs([new RampingInject(8, TimeSpan.FromSeconds(4))]);
        Assert.Equal(16, dues.Length);
        Assert.All(dues.Index(), pair => Assert.Equal((long)(Math.Sqrt(pair.Index) * 1000), pair.Item, 1.0));
    }

    [Fact]
    public void RampingInject_AfterInject_BeginsAtItsRateAndMayFall()
    {
        long[] dues = DuesMs([new Inject(10, TimeSpan.FromSeconds(1)), new RampingInject(0, TimeSpan.FromSeconds(2))]);
        Assert.Equal(20, dues.Length);
        Assert.Equal(1000, dues[10]);
        Assert.True(dues[11] - dues[10] < dues[19] - dues[18]);
        Assert.InRange(dues[^1], 1000, 3000);
    }

    [Fact]
    public void Pause_BetweenLoads_ShiftsTheSecond() =>
        Assert.Equal([0, 500, 4000, 4500], DuesMs([new Inject(2, TimeSpan.FromSeconds(1)), new Pause(TimeSpan.FromSeconds(3)), new Inject(2, TimeSpan.FromSeconds(1))]));

    [Fact]
    public void WarmUp_RepeatsTheFirstLoadBeforeAll()
    {
        ArrivalSchedule schedule = ArrivalSchedule.Of([new Inject(2, TimeSpan.FromSeconds(1)), new Inject(4, TimeSpan.FromSeconds(1))], TimeSpan.FromSeconds(3));
        Assert.Equal([(3 * Second, 2.0), (4 * Second, 2.0), (5 * Second, 4.0)], schedule.Stretches.Select(static stretch => (stretch.End, stretch.LastRate)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Workers_Together_TakeEachArrivalOnce(int workers)
    {
        LoadSimulation[] load = [new Inject(7, TimeSpan.FromSeconds(1)), new Pause(TimeSpan.FromSeconds(1)), new RampingInject(40, TimeSpan.FromSeconds(2)), new Inject(11, TimeSpan.FromSeconds(1))];
        ArrivalSchedule schedule = ArrivalSchedule.Of(load, TimeSpan.Zero);
        List<long> taken = [];
        for (int worker = 0; worker < workers; worker++)
        {
            var cursor = new ArrivalCursor(schedule, worker, workers);
            while (cursor.TryTake(schedule.End, inFlight: 0, out long intended))
            {
                taken.Add(intended);
            }
        }

        taken.Sort();
        Assert.Equal(Dues(load), taken);
    }

    [Fact]
    public void TryTake_BeforeItIsDue_WaitsAndSaysUntilWhen()
    {
        var cursor = new ArrivalCursor(ArrivalSchedule.Of([new Inject(10, TimeSpan.FromSeconds(1))], TimeSpan.Zero), 0, 1);
        Assert.True(cursor.TryTake(0, 0, out _));
        Assert.False(cursor.TryTake(99_999_999, 0, out _));
        Assert.Equal(100_000_000, cursor.NextDue());
        Assert.True(cursor.TryTake(350_000_000, 0, out long late));
        Assert.Equal(100_000_000, late); // Late, and still due at its time.
    }

    [Fact]
    public void KeepConstant_HoldsItsShareUnderWay()
    {
        ArrivalSchedule schedule = ArrivalSchedule.Of([new KeepConstant(5, TimeSpan.FromSeconds(1))], TimeSpan.Zero);
        ArrivalCursor first = new(schedule, 0, 2), second = new(schedule, 1, 2);
        Assert.True(first.TryTake(10, inFlight: 2, out long intended));
        Assert.Equal(10, intended);
        Assert.False(first.TryTake(10, inFlight: 3, out _));
        Assert.False(second.TryTake(10, inFlight: 2, out _));
        Assert.False(first.TryTake(Second, inFlight: 0, out _));
        Assert.Equal(long.MaxValue, first.NextDue());
    }

    private static long[] DuesMs(LoadSimulation[] load) => [.. Dues(load).Select(static due => due / 1_000_000)];

    private static long[] Dues(LoadSimulation[] load) =>
        [.. ArrivalSchedule.Of(load, TimeSpan.Zero).Stretches.SelectMany(static stretch => Enumerable.Range(0, (int)stretch.Arrivals).Select(index => stretch.Due(index)))];
}
