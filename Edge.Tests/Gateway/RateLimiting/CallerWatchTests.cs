using Edge.Gateway.RateLimiting.Reporting;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class CallerWatchTests
{
    [Fact]
    public void Top_OfManyCallers_HasTheTenBusiest()
    {
        var watch = new CallerWatch(new HistoryBudget());
        for (int caller = 1; caller <= 30; caller++)
        {
            for (int i = 0; i < caller; i++)
            {
                watch.Count(From(caller), isDenied: i == 0, hour: 5);
            }
        }

        CallerCount[] top = watch.Top(CallerKind.Address, 5);
        Assert.Equal(Enumerable.Range(21, 10).Reverse().Select(static caller => ($"192.0.2.{caller}", (long)caller, 1L)), top.Select(static caller => (caller.Text, caller.Requests, caller.Denied)));
        Assert.Empty(watch.Top(CallerKind.User, 5));
    }

    [Fact]
    public void Top_OfTheHourBefore_CountsTooAndThenIsForgotten()
    {
        var watch = new CallerWatch(new HistoryBudget());
        watch.Count(From(1), isDenied: false, hour: 5);
        watch.Count(From(1), isDenied: false, hour: 6);
        Assert.Equal(2, Assert.Single(watch.Top(CallerKind.Address, 6)).Requests);
        Assert.Equal(1, Assert.Single(watch.Top(CallerKind.Address, 7)).Requests);
        Assert.Empty(watch.Top(CallerKind.Address, 8));
    }

    [Fact]
    public void Top_AskedForAnEarlierHour_ForgetsNothing()
    {
        var watch = new CallerWatch(new HistoryBudget());
        watch.Count(From(1), isDenied: false, hour: 5);
        watch.Count(From(1), isDenied: false, hour: 6);
        watch.Count(From(1), isDenied: false, hour: 5); // Read the clock before the hour was over.
        Assert.Equal(3, Assert.Single(watch.Top(CallerKind.Address, 6)).Requests);
    }

    [Fact]
    public void Count_AfterRelease_TakesNoRoom()
    {
        var budget = new HistoryBudget();
        var watch = new CallerWatch(budget);
        watch.Count(From(1), isDenied: false, hour: 5);
        watch.Release();
        watch.Count(From(1), isDenied: false, hour: 5);
        for (int taken = 0; taken < HistoryBudget.MaxCallers; taken++)
        {
            Assert.True(budget.TryTakeCallers());
        }
    }

    [Fact]
    public void Count_OfMoreCallersThanFit_StaysInItsMemory()
    {
        var sketch = new CallerSketch();
        for (int caller = 0; caller < 10_000; caller++)
        {
            sketch.Add(new KeyHash(0, (ulong)caller + 1), isDenied: false, "x", static name => name);
            sketch.Add(new KeyHash(0, 1), isDenied: false, "x", static name => name);
        }

        Assert.Equal(CallerSketch.Kept, sketch.Callers.Count());
        Assert.True(sketch.Callers.MaxBy(static caller => caller.Requests).Key == new KeyHash(0, 1));
    }

    [Fact]
    public void WantsOne_WithinASecond_LooksAtTheFirstFifty()
    {
        var watch = new CallerWatch(new HistoryBudget());
        Assert.Equal(CallerWatch.MaxPerSecond, Enumerable.Range(0, 1000).Count(_ => watch.WantsOne(TimeSpan.TicksPerSecond)));
        Assert.True(watch.WantsOne(2 * TimeSpan.TicksPerSecond));
    }

    [Fact]
    public void Count_BeyondTheBudget_KeepsNothingUntilThereIsRoom()
    {
        var budget = new HistoryBudget();
        var first = new CallerWatch(budget);
        first.Count(From(1), isDenied: false, hour: 5);
        for (int taken = 1; taken < HistoryBudget.MaxCallers; taken++)
        {
            Assert.True(budget.TryTakeCallers());
        }

        var second = new CallerWatch(budget);
        second.Count(From(2), isDenied: false, hour: 5);
        Assert.Empty(second.Top(CallerKind.Address, 5));
        first.Sweep(hour: 8);
        second.Count(From(2), isDenied: false, hour: 8);
        Assert.Single(second.Top(CallerKind.Address, 8));
    }

    [Theory]
    [InlineData("SSWS 00aQx7LkPz2vT9hYwB3nRc5dEfGjKm4Ns1", "SSWS …4Ns1")]
    [InlineData("bearer 00aQx7LkPz2vT9hYwB3nRc5dEfGjKm4Ns1", "Bearer …4Ns1")]
    public void Mask_OfALongToken_ShowsItsLastFourCharacters(string header, string expected) => Assert.Equal(expected, TokenMask.Of(header));

    [Theory]
    [InlineData("Basic dXNlcjp2ZXJ5LWxvbmctcGFzc3dvcmQtaW5kZWVk", "^Other #[0-9a-f]{8}$")] // The end of it is the end of a password.
    [InlineData("Bearer short-token", "^Bearer #[0-9a-f]{8}$")]
    [InlineData("00aQx7LkPz2vT9hYwB3nRc5dEfGjKm4Ns1", "^Other #[0-9a-f]{8}$")]
    [InlineData("", "^Other #[0-9a-f]{8}$")]
    public void Mask_OfAnythingElse_ShowsNothingOfIt(string header, string pattern)
    {
        Assert.Matches(pattern, TokenMask.Of(header));
        Assert.Equal(TokenMask.Of(header), TokenMask.Of(header));
    }

    private static RequestCallers From(int caller) => new() { Address = new KeyHash(0, (ulong)caller), AddressText = $"192.0.2.{caller}" };
}
