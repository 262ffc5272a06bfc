using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Counting;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.RateLimiting;

[Collection(Alone.Name)] // Header texts are remembered for the whole process; other tests would push them out.
public sealed class LimitEngineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void FixedWindow_FromItsFirstRequest_AllowsTheLimitAndNoMore()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(3, Minute);
        Assert.Equal(2, bed.Decide(bucket).Remaining);
        bed.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, bed.Decide(bucket).Remaining);
        LimitVerdict last = bed.Decide(bucket);
        Assert.Equal((0, TimeSpan.TicksPerSecond), (last.Remaining, last.ResetTicks));
        Assert.Equal(RateLimitDecision.Denied, bed.Decide(bucket).Decision);
        bed.Now += last.ResetTicks;
        Assert.Equal((RateLimitDecision.Allowed, 2), (bed.Decide(bucket).Decision, 3 - 1));
    }

    [Fact]
    public void Gcra_AfterAWholeLimit_GivesOneBackEveryStep()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(60, Minute, LimitAlgorithm.Gcra);
        for (int i = 0; i < 60; i++)
        {
            Assert.True(bed.Allows(bucket));
        }

        LimitVerdict denied = bed.Decide(bucket);
        Assert.Equal((RateLimitDecision.Denied, TimeSpan.TicksPerSecond), (denied.Decision, denied.ResetTicks));
        bed.Now += denied.ResetTicks - 1;
        Assert.False(bed.Allows(bucket));
        bed.Now++;
        Assert.True(bed.Allows(bucket));
        Assert.False(bed.Allows(bucket));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Limit_ChangedInTheMiddle_CountsWhatIsUsed(bool gcra)
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(600, Minute, gcra ? LimitAlgorithm.Gcra : LimitAlgorithm.FixedWindow);
        for (int i = 0; i < 300; i++)
        {
            bed.Allows(bucket);
        }

        bed.CounterOf(bucket).Live = 400;
        Assert.Equal(99, bed.Decide(bucket).Remaining);
        bed.CounterOf(bucket).Live = 1200;
        Assert.Equal(898, bed.Decide(bucket).Remaining);
        bed.CounterOf(bucket).Live = 100;
        Assert.Equal(RateLimitDecision.Denied, bed.Decide(bucket).Decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Algorithm_ChangedInTheMiddle_CountsAnewAndLocksNobodyOut(bool toWindow)
    {
        (LimitAlgorithm before, LimitAlgorithm after) = toWindow ? (LimitAlgorithm.Gcra, LimitAlgorithm.FixedWindow) : (LimitAlgorithm.FixedWindow, LimitAlgorithm.Gcra);
        var bed = new LimitBed();
        Bucket first = LimitBed.BucketOf(4, Minute, before, scopes: [LimitBed.ScopeOf("token", percent: 75)]);
        Bucket second = LimitBed.BucketOf(4, Minute, after, scopes: [LimitBed.ScopeOf("token", percent: 75)]);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(bed.Allows(first, "t"));
        }

        Assert.False(bed.Allows(first, "t"));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(bed.Allows(second, "t"));
        }

        LimitVerdict denied = bed.Decide(second, keys: ["t"]);
        Assert.Equal(RateLimitDecision.Denied, denied.Decision);
        Assert.InRange(denied.ResetTicks, 1, Minute.Ticks);
    }

    [Fact]
    public void Window_OfGcraChangedInTheMiddle_CountsWhatIsUsed()
    {
        var bed = new LimitBed();
        Bucket slow = LimitBed.BucketOf(60, Minute, LimitAlgorithm.Gcra);
        for (int i = 0; i < 30; i++)
        {
            bed.Allows(slow);
        }

        Assert.Equal(29, bed.Decide(LimitBed.BucketOf(60, TimeSpan.FromSeconds(10), LimitAlgorithm.Gcra)).Remaining);
        Assert.Equal(28, bed.Decide(slow).Remaining);
    }

    [Fact]
    public void Charge_OfAnOrigin_IsTakenFromAllAndTellsTheNearestAnew()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(100, Minute, cost: 5, scopes: [LimitBed.ScopeOf("token", percent: 50), LimitBed.ScopeOf("user", 60, TimeSpan.FromSeconds(10))]);
        ScopeUse[] uses = [new ScopeUse { Index = 0, Key = LimitBed.KeyOf(bucket.Scopes[0], "t") }, new ScopeUse { Index = 1, Key = LimitBed.KeyOf(bucket.Scopes[1], "ann") }];
        LimitVerdict verdict = bed.Engine.Decide(bed.CounterOf(bucket), bed.LimitsOf(bucket), uses, null, int.MaxValue, bed.Now);
        Assert.Equal((45, "authn:token"), (verdict.Remaining, verdict.Policy.Name));
        verdict = bed.Engine.Charge(bed.CounterOf(bucket), bed.LimitsOf(bucket), uses, 42, bed.Now);
        Assert.Equal((0, "authn:token", Minute.Ticks), (verdict.Remaining, verdict.Policy.Name, verdict.ResetTicks)); // Three are left, which pay for no request.
        LimitVerdict denied = bed.Decide(bucket, keys: ["t", "bob"]);
        Assert.Equal((RateLimitDecision.Denied, 0), (denied.Decision, denied.Violated));
        Assert.Equal(60 - 47 - 5, bed.Decide(bucket, keys: ["t2", "ann"]).Remaining);
        Assert.Equal(52, bed.CounterOf(bucket).State.Value);
    }

    [Fact]
    public void Scopes_WhenOneDenies_ChargeNone()
    {
        var bed = new LimitBed();
        Scope token = LimitBed.ScopeOf("token", percent: 50);
        Scope user = LimitBed.ScopeOf("user", 2, TimeSpan.FromSeconds(10));
        Bucket bucket = LimitBed.BucketOf(10, Minute, scopes: [token, user]);
        Assert.True(bed.Allows(bucket, "t1", "ann"));
        Assert.True(bed.Allows(bucket, "t1", "ann"));
        LimitVerdict denied = bed.Decide(bucket, keys: ["t1", "ann"]);
        Assert.Equal((RateLimitDecision.Denied, 1, "authn:user"), (denied.Decision, denied.Violated, denied.Policy.Name));
        Assert.True(bed.Allows(bucket, "t1", "bob")); // Token: 3 of 5; the denied one took nothing.
        Assert.True(bed.Allows(bucket, "t1", "bob"));
        LimitVerdict fifth = bed.Decide(bucket, keys: ["t1", "cid"]);
        Assert.Equal((0, "authn:token"), (fifth.Remaining, fifth.Policy.Name)); // The scope nearest to exhaustion.
        Assert.Equal(0, bed.Decide(bucket, keys: ["t1", "dan"]).Violated);
        Assert.True(bed.Allows(bucket, "t2", "dan")); // A ceiling, never a reservation: others have the rest.
    }

    [Fact]
    public void Scope_InPreview_ReportsAndDeniesNobody()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(10, Minute, scopes: [LimitBed.ScopeOf("client", 1, Minute, mode: BucketMode.Preview)]);
        Assert.Equal(RateLimitDecision.Allowed, bed.Decide(bucket, keys: ["x"]).Decision);
        Assert.Equal(RateLimitDecision.Preview, bed.Decide(bucket, keys: ["x"]).Decision);
    }

    [Fact]
    public void Bucket_InPreview_CountsBeyondTheLimitAndDeniesNobody()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(2, Minute, mode: BucketMode.Preview);
        bed.Decide(bucket);
        bed.Decide(bucket);
        LimitVerdict third = bed.Decide(bucket);
        Assert.Equal((RateLimitDecision.Preview, 0, 3), (third.Decision, third.Remaining, third.Used));
        Assert.Equal(Thresholds.Violation, third.Crossed & Thresholds.Violation);
    }

    [Fact]
    public void Thresholds_OfOktasExample_AreWarningAt360BurstAt601ViolationAt3000()
    {
        var bed = new LimitBed(capacityPerSecond: 10_000);
        Bucket bucket = LimitBed.BucketOf(600, Minute, multiplier: 5);
        Dictionary<Thresholds, List<int>> told = new() { [Thresholds.Warning] = [], [Thresholds.Burst] = [], [Thresholds.Violation] = [] };
        int allowed = 0;
        for (int request = 1; request <= 3500; request++)
        {
            LimitVerdict verdict = bed.Decide(bucket);
            allowed += verdict.Decision == RateLimitDecision.Allowed ? 1 : 0;
            Assert.Equal(Math.Max(0, 600 - request), verdict.Remaining); // Never negative; 0 while bursting.
            foreach ((Thresholds threshold, List<int> at) in told)
            {
                if ((verdict.Crossed & threshold) != 0)
                {
                    at.Add(request);
                }
            }
        }

        Assert.Equal(360, Assert.Single(told[Thresholds.Warning]));
        Assert.Equal(601, Assert.Single(told[Thresholds.Burst]));
        Assert.Equal(3000, Assert.Single(told[Thresholds.Violation]));
        Assert.Equal(3000, allowed);
        bed.Advance(Minute);
        Assert.Equal(Thresholds.None, bed.Decide(bucket).Crossed); // A new window tells anew, from its own 360th on.
    }

    [Fact]
    public void Violation_WithoutBurst_IsToldAtTheFirstDenialOnly()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(5, Minute);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Thresholds.None, bed.Decide(bucket).Crossed & Thresholds.Violation);
        }

        Assert.Equal(Thresholds.Violation, bed.Decide(bucket).Crossed);
        Assert.Equal(Thresholds.None, bed.Decide(bucket).Crossed);
    }

    [Fact]
    public void Denials_BelowTheTenant_AreToldOnceAWindowApartFromItsOwn()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(5, Minute, scopes: [LimitBed.ScopeOf("user", 2, TimeSpan.FromSeconds(10)), LimitBed.ScopeOf("client", 1, Minute, mode: BucketMode.Preview)]);
        Assert.Equal(Thresholds.None, bed.Decide(bucket, keys: ["ann", "x"]).Crossed);
        LimitVerdict previewed = bed.Decide(bucket, keys: ["ann", "x"]);
        Assert.Equal((RateLimitDecision.Preview, Thresholds.Below, 1), (previewed.Decision, previewed.Crossed, previewed.Violated));
        Assert.Equal(Thresholds.None, bed.Decide(bucket, keys: ["ann", "y"]).Crossed); // The user's own is the second below.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(RateLimitDecision.Allowed, bed.Decide(bucket, keys: [$"u{i}", $"c{i}"]).Decision);
        }

        Assert.Equal(Thresholds.Violation, bed.Decide(bucket, keys: ["bob", "z"]).Crossed);
        bed.Advance(Minute);
        bed.Concurrency = 0;
        LimitVerdict tooMany = bed.Decide(bucket, keys: ["ann", "x"]);
        Assert.Equal((true, Thresholds.None), (tooMany.IsConcurrency, tooMany.Crossed)); // No window has begun, so nothing is told anew.
        bed.Concurrency = 100;
        bed.Decide(bucket, keys: ["ann", "x"]);
        bed.Concurrency = 0;
        Assert.Equal(Thresholds.Below, bed.Decide(bucket, keys: ["bob", "y"]).Crossed);
    }

    [Fact]
    public void Concurrency_OfTenantAndClient_DeniesUntilOneEnds()
    {
        var bed = new LimitBed { Concurrency = 3 };
        Bucket bucket = LimitBed.BucketOf(100, Minute, scopes: [LimitBed.ScopeOf("client", 60, Minute, concurrency: 2, byAddress: true)]);
        Assert.True(bed.Allows(bucket, "a"));
        Assert.True(bed.Allows(bucket, "a"));
        LimitVerdict client = bed.Decide(bucket, keys: ["a"]);
        Assert.Equal((RateLimitDecision.Denied, true, 0), (client.Decision, client.IsConcurrency, client.Violated));
        Assert.Equal(TimeSpan.TicksPerSecond, client.ResetTicks);
        Assert.True(bed.Allows(bucket, "b"));
        Assert.Equal(LimitVerdict.TenantScope, bed.Decide(bucket, keys: ["c"]).Violated);
        bed.End(bucket, "a");
        Assert.True(bed.Allows(bucket, "a"));
        Assert.Equal(4, bed.CounterOf(bucket).State.Value); // Denials cost nothing.
    }

    [Fact]
    public void Cost_AboveOne_IsTakenFromEveryScopeAndNeverPromisesWhatItCannotGive()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(10, Minute, cost: 4);
        Assert.Equal(6, bed.Decide(bucket).Remaining);
        Assert.Equal(0, bed.Decide(bucket).Remaining); // Two units are left, which pay for no request.
        Assert.Equal(RateLimitDecision.Denied, bed.Decide(bucket).Decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Preview_OfAFleet_WaitsForNobodyAndDeniesNobody(bool isLost)
    {
        var bed = new LimitBed();
        bed.Counters.IsFleet = true;
        bed.Fleet.IsLost = isLost;
        var bucket = new Bucket { Id = "authn", Index = 0, Policy = new RateLimitPolicy("authn", 2, Minute), Mode = BucketMode.Preview, OnStoreLost = StoreLostPolicy.Closed };
        LimitVerdict[] verdicts = [bed.Decide(bucket), bed.Decide(bucket), bed.Decide(bucket)];
        Assert.All(verdicts, static verdict => Assert.False(verdict.NeedsStore));
        (RateLimitDecision, long)[] expected = [(RateLimitDecision.Allowed, 1), (RateLimitDecision.Allowed, 0), (RateLimitDecision.Preview, 0)];
        Assert.Equal(expected, verdicts.Select(static verdict => (verdict.Decision, verdict.Remaining)));
        Assert.True(bed.CounterOf(bucket).Lease!.HasDebit); // Told later.
    }

    [Fact]
    public void Decide_OnTheAllowPath_AllocatesNothing()
    {
        var bed = new LimitBed();
        Bucket bucket = LimitBed.BucketOf(600, Minute, scopes: [LimitBed.ScopeOf("token"), LimitBed.ScopeOf("user", 500, TimeSpan.FromSeconds(10)), LimitBed.ScopeOf("client", 600, Minute, byAddress: true)]);
        TenantCounter counter = bed.CounterOf(bucket);
        TenantLimits limits = bed.LimitsOf(bucket);
        var uses = new ScopeUse[3];
        for (int i = 0; i < 3; i++)
        {
            uses[i] = new ScopeUse { Index = i, Key = LimitBed.KeyOf(bucket.Scopes[i], "key") };
        }

        bool denied = false;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                LimitVerdict verdict = bed.Engine.Decide(counter, limits, uses, bed.Gate, int.MaxValue, bed.Now);
                denied |= verdict.Decision == RateLimitDecision.Denied;
                long seconds = (verdict.ResetTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
                _ = RateLimitTexts.Of(verdict.Policy, verdict.Remaining, seconds).Length + NumberText.Of(verdict.Remaining).Length;
            }

            bed.Advance(Minute);
        }));
        Assert.False(denied);
    }
}
