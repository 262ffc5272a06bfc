using Edge.Gateway.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.RateLimiting.Fleet;

/// <summary>Fleets under random interleavings of requests, questions, answers, heartbeats, clock steps and losses, against what the store's own windows allow.</summary>
public sealed class FleetModelTests
{
    private const int Runs = 60;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UserWindow = TimeSpan.FromSeconds(10);

    [Fact]
    public void Fleet_UnderAnyInterleavingAndClockStep_NeverExceedsALimit() => ForAll(random =>
    {
        (SimulatedFleet fleet, int[] limits) = FleetOf(random);
        Run(fleet, random, steps: 600, clockSteps: true);
        AssertWithin(fleet, limits);
    });

    [Fact]
    public void Fleet_UnderAnyInterleaving_TakesExactlyWhatItLetsThrough() => ForAll(random =>
    {
        (SimulatedFleet fleet, int[] limits) = FleetOf(random);
        Run(fleet, random, steps: 600, clockSteps: false);
        AssertWithin(fleet, limits);
        fleet.Rest();
        foreach (string key in KeysOf(fleet))
        {
            if (fleet.Store.WindowOf(key) is { } window)
            {
                Assert.Equal(fleet.Allowed.GetValueOrDefault((key, window.End)), window.Used); // Denials took nothing, and nothing is stranded.
            }
        }
    });

    [Fact]
    public void Fleet_AfterALoss_HasToldAllThatItLetThroughMeanwhile() => ForAll(random =>
    {
        (SimulatedFleet fleet, _) = FleetOf(random);
        Run(fleet, random, steps: 200, clockSteps: false);
        fleet.Lose();
        Run(fleet, random, steps: 100, clockSteps: false);
        fleet.Return();
        Run(fleet, random, steps: 100, clockSteps: false);
        fleet.Rest();
        foreach (string key in KeysOf(fleet))
        {
            int allowed = fleet.Allowed.Where(entry => entry.Key.Key == key).Sum(static entry => entry.Value);
            Assert.True(allowed == 0 || fleet.Store.WindowOf(key) is { } window && window.Used >= allowed, $"{key}: {allowed} let through, {fleet.Store.WindowOf(key)} told.");
        }
    });

    [Fact]
    public void Client_AloneOnAFleetThatSpreadsIt_IsNeverDeniedWhileItObeys() => ForAll(random =>
    {
        (SimulatedFleet fleet, _) = FleetOf(random);
        for (int request = 0; request < 400; request++)
        {
            fleet.Request(random.Next(fleet.Nodes), "t0", "u0");
            while (fleet.Waiting > 0)
            {
                fleet.Answer();
                fleet.Retry(0);
            }

            Assert.Equal(RateLimitDecision.Allowed, fleet.Last.Decision);
            if (fleet.Last.Remaining == 0)
            {
                fleet.Store.StepAll();
                fleet.Advance(TimeSpan.FromTicks(fleet.Last.ResetTicks));
            }
            else if (random.Next(3) > 0 && fleet.Store.Calls > 0)
            {
                fleet.Store.Step(random.Next(fleet.Store.Calls)); // Else what is asked for in advance is on its way for longer.
            }
        }
    });

    [Theory]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(1000)]
    public void Fleet_WithANodeThatHearsLate_NeverExceedsALimit(int lateMs)
    {
        var fleet = new SimulatedFleet(2, LimitBed.BucketOf(1000, Window, scopes: [LimitBed.ScopeOf("user", 4, UserWindow)]));
        fleet.UseRequestDeadline(0);
        fleet.Request(0, "ann"); // Its question hangs.
        for (int request = 0; request < 10; request++)
        {
            fleet.Request(1, "ann");
            fleet.Store.StepFrom(2);
        }

        while (fleet.Waiting > 1)
        {
            fleet.Retry(1);
            fleet.Store.StepFrom(2);
        }

        Assert.Equal(4, fleet.Allowed[(fleet.KeyOfScope(0, "ann"), fleet.Store.WindowOf(fleet.KeyOfScope(0, "ann"))!.Value.End)]);
        for (int step = 0; step < lateMs; step += 5)
        {
            fleet.Advance(TimeSpan.FromMilliseconds(5));
            fleet.Retry(0); // Whatever its deadline says, it may not let go of the count.
            fleet.Request(0, "ann");
        }

        Answer(fleet);
        Assert.Equal(4, fleet.Allowed[(fleet.KeyOfScope(0, "ann"), fleet.Store.WindowOf(fleet.KeyOfScope(0, "ann"))!.Value.End)]);
    }

    [Fact]
    public void Lease_SpentFromWhileMoreIsAskedFor_IsNotAskedForTwice()
    {
        var fleet = new SimulatedFleet(3, LimitBed.BucketOf(3000, Window));
        fleet.Request(0);
        Answer(fleet);
        while (fleet.Store.Calls == 0)
        {
            fleet.Request(0);
        }

        int asked = fleet.Store.Total;
        fleet.Request(0); // While the answer is on its way.
        fleet.Store.StepAll();
        fleet.Request(0);
        Assert.Equal((0, asked), (fleet.Store.Calls, fleet.Store.Total));
    }

    [Fact]
    public void Fleet_OfSixteenNodes_AdmitsEachLimitInEachWindowAndStrandsAtMostOnePercent()
    {
        const int Limit = 1000;
        const int UserLimit = 40;
        var fleet = new SimulatedFleet(16, LimitBed.BucketOf(Limit, Window, scopes: [LimitBed.ScopeOf("user", UserLimit, UserWindow)]));
        var random = new Random(1);
        int users = 60;
        for (int tick = 0; tick < 2400; tick++)
        {
            for (int request = 0; request < 5; request++)
            {
                fleet.Request(random.Next(16), $"u{random.Next(users)}");
                Answer(fleet);
            }

            if (tick % 5 == 0)
            {
                for (int node = 0; node < 16; node++)
                {
                    fleet.Settle(node);
                }

                Answer(fleet);
            }

            fleet.Advance(TimeSpan.FromMilliseconds(50));
            users = tick % 300 == 0 ? random.Next(1, 60) : users; // A few busy users, then many.
        }

        int[] windows = [.. fleet.Allowed.Where(entry => entry.Key.Key == fleet.KeyOfTenant).Select(static entry => entry.Value)];
        Assert.Equal(2, windows.Length);
        Assert.All(windows, static allowed => Assert.InRange(allowed, Limit * 99 / 100, Limit));
        Assert.All(fleet.Allowed.Where(entry => entry.Key.Key != fleet.KeyOfTenant), static entry => Assert.InRange(entry.Value, 1, UserLimit));
    }

    [Theory]
    [InlineData(3, 600, 100)]
    [InlineData(3, 600, 300)]
    [InlineData(3, 600, 550)]
    [InlineData(16, 6000, 3000)]
    public void Fleet_ThatLosesItsStore_ExceedsALimitByAtMostFivePercent(int nodes, int limit, int usedBefore)
    {
        var fleet = new SimulatedFleet(nodes, LimitBed.BucketOf(limit, Window));
        var random = new Random(limit + usedBefore);
        RunUntil(usedBefore);
        fleet.Lose();
        RunUntil(int.MaxValue);
        Assert.InRange(fleet.Allowed.Values.Sum(), limit * 60 / 100, limit * 105 / 100);
        fleet.Return();
        for (int node = 0; node < nodes; node++)
        {
            fleet.Settle(node); // The first heartbeat.
        }

        Answer(fleet);
        RunUntil(int.MaxValue);
        Assert.InRange(fleet.Allowed.Values.Sum(), limit * 99 / 100, limit * 105 / 100);

        void RunUntil(int allowed)
        {
            for (int request = 0; request < limit * 2 && fleet.Allowed.Values.Sum() < allowed; request++)
            {
                fleet.Request(random.Next(nodes));
                Answer(fleet);
                fleet.Advance(TimeSpan.FromMilliseconds(request % 10 == 0 ? 1 : 0));
            }
        }
    }

    // All that is under way arrives, and whoever waited goes on.
    private static void Answer(SimulatedFleet fleet)
    {
        fleet.Store.StepAll();
        while (fleet.Waiting > 0)
        {
            fleet.Retry(0);
            fleet.Store.StepAll();
        }
    }

    private static void ForAll(Action<Random> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed))).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static (SimulatedFleet Fleet, int[] Limits) FleetOf(Random random)
    {
        int[] limits = [random.Next(3, 120), random.Next(1, 50), random.Next(1, 30)];
        return (new SimulatedFleet(random.Next(1, 17), LimitBed.BucketOf(limits[0], Window, scopes:
            [LimitBed.ScopeOf("token", limits[1], Window), LimitBed.ScopeOf("user", limits[2], UserWindow, byAddress: true)])), limits);
    }

    private static IEnumerable<string> KeysOf(SimulatedFleet fleet) =>
        [fleet.KeyOfTenant, fleet.KeyOfScope(0, "t0"), fleet.KeyOfScope(0, "t1"), fleet.KeyOfScope(1, "u0"), fleet.KeyOfScope(1, "u1")];

    private static void Run(SimulatedFleet fleet, Random random, int steps, bool clockSteps)
    {
        for (int step = 0; step < steps; step++)
        {
            int what = random.Next(100);
            if (what < 50)
            {
                fleet.Request(random.Next(fleet.Nodes), $"t{random.Next(2)}", $"u{random.Next(2)}");
            }
            else if (what < 80)
            {
                if (fleet.Store.Calls > 0)
                {
                    fleet.Store.Step(random.Next(fleet.Store.Calls));
                }
            }
            else if (what < 87)
            {
                if (fleet.Waiting > 0)
                {
                    fleet.Retry(random.Next(fleet.Waiting));
                }
            }
            else if (what < 97)
            {
                fleet.Settle(random.Next(fleet.Nodes));
            }
            else if (clockSteps)
            {
                fleet.Advance(TimeSpan.FromMilliseconds(random.Next(1, 8000)));
            }
        }
    }

    private static void AssertWithin(SimulatedFleet fleet, int[] limits)
    {
        foreach (((string key, long end), int allowed) in fleet.Allowed)
        {
            Assert.True(end != 0, "Something was let through outside of any window.");
            int limit = key == fleet.KeyOfTenant ? limits[0] : key == fleet.KeyOfScope(0, "t0") || key == fleet.KeyOfScope(0, "t1") ? limits[1] : limits[2];
            Assert.InRange(allowed, 1, limit);
        }
    }
}
