using Edge.Gateway.RateLimiting;
using Edge.Tests.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class FixedWindowCounterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [Fact]
    public void TryAcquire_UpToTheLimitAndBeyond_CountsDownAndDenies()
    {
        FixedWindowCounter counter = new();
        Assert.Equal(new WindowGrant(true, 1, Window), counter.TryAcquire(2, Window, TimeSpan.Zero));
        Assert.Equal(new WindowGrant(true, 0, TimeSpan.FromMilliseconds(400)), counter.TryAcquire(2, Window, TimeSpan.FromMilliseconds(600)));
        Assert.Equal(new WindowGrant(false, 0, TimeSpan.FromMilliseconds(1)), counter.TryAcquire(2, Window, TimeSpan.FromMilliseconds(999)));
        Assert.Equal(new WindowGrant(true, 1, Window), counter.TryAcquire(2, Window, TimeSpan.FromMilliseconds(1000)));
    }

    [Fact]
    public void TryAcquire_WithALimitThatChanges_CarriesOverWhatIsUsed()
    {
        FixedWindowCounter counter = new();
        for (int index = 0; index < 5; index++)
        {
            Assert.True(counter.TryAcquire(10, Window, TimeSpan.Zero).IsAllowed);
        }

        Assert.False(counter.TryAcquire(5, Window, TimeSpan.Zero).IsAllowed);
        Assert.Equal(0, counter.TryAcquire(3, Window, TimeSpan.Zero).Remaining);
        Assert.Equal(2, counter.TryAcquire(8, Window, TimeSpan.Zero).Remaining);
    }

    [Fact]
    public void TryAcquire_ByAnyStepsOfTheClock_DoesAsAListOfInstantsWould()
    {
        Gen<(int Limit, int[] Steps)> runs = Gen.Choose(1, 5).SelectMany(static _ => Gen.Frequency((5, Gen.Choose(0, 300)), (1, Gen.Choose(900, 1100)), (1, Gen.Choose(0, 100_000))).ArrayOf(60), static (limit, steps) => (limit, steps));
        Prop.ForAll(runs.ToArbitrary(), static run =>
        {
            FixedWindowCounter counter = new();
            long now = 0;
            long? start = null; // The model: when the window began, and how many it let through.
            int used = 0;
            foreach (int step in run.Steps)
            {
                now += step;
                if (start is null || now - start >= 1000)
                {
                    (start, used) = (now, 0);
                }

                bool allowed = used < run.Limit;
                used += allowed ? 1 : 0;
                WindowGrant expected = new(allowed, run.Limit - used, TimeSpan.FromMilliseconds(start.Value + 1000 - now));
                if (counter.TryAcquire(run.Limit, Window, TimeSpan.FromMilliseconds(now)) != expected)
                {
                    return false;
                }
            }

            return true;
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public async Task TryAcquire_FromManyThreadsOnAMovingClock_NeverLetsMoreThanTheLimitThroughAWindow()
    {
        const int Limit = 50;
        FixedWindowCounter counter = new();
        long clock = 0;
        int[] admitted = new int[200]; // By window: with a request in each millisecond, windows begin at 0, 1000, 2000 …
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int call = 0; call < 50_000; call++)
            {
                long now = Interlocked.Increment(ref clock); // Threads use their instant late and out of order, as requests do.
                WindowGrant grant = counter.TryAcquire(Limit, Window, TimeSpan.FromMilliseconds(now));
                Assert.InRange(grant.Remaining, 0, Limit - 1);
                Assert.True(grant.ResetAfter > TimeSpan.Zero);
                if (grant.IsAllowed)
                {
                    Interlocked.Increment(ref admitted[Math.Min(now / 1000, admitted.Length - 1)]);
                }
            }
        })));

        // At most one limit for each window of the clock, and one for the window that straddles an edge because threads were late.
        Assert.InRange(admitted.Sum(), Limit * 100, Limit * 201);
    }

    [Fact]
    public async Task TryAcquire_FromManyThreadsInOneWindow_AdmitsExactlyTheLimit()
    {
        const int Limit = 1000;
        FixedWindowCounter counter = new();
        int admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int call = 0; call < 1000; call++)
            {
                if (counter.TryAcquire(Limit, Window, TimeSpan.FromMilliseconds(call % 1000)).IsAllowed)
                {
                    Interlocked.Increment(ref admitted);
                }
            }
        })));
        Assert.Equal(Limit, admitted);
    }

    [Fact]
    public void TryAcquire_AllowedOrDenied_AllocatesNothing()
    {
        FixedWindowCounter counter = new();
        Assert.Equal(0, Allocations.Of(() => counter.TryAcquire(3, Window, TimeSpan.Zero)));
    }
}
