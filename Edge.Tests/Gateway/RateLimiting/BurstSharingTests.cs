using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Gateway.RateLimiting.Bursting;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class BurstSharingTests
{
    private static readonly TimeSpan Step = BurstSharing.Interval;

    [Fact]
    public void Share_OfRandomDemands_AgreesWithProgressiveFilling()
    {
        var random = new Random(3);
        for (int round = 0; round < 100; round++)
        {
            int count = random.Next(1, 12);
            double[] demands = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 100)];
            double[] weights = [.. Enumerable.Range(0, count).Select(_ => 0.5 + (random.NextDouble() * 4))];
            double supply = random.NextDouble() * 300;
            double[] shares = new double[count];
            MaxMin.Share(supply, demands, weights, shares);
            double[] expected = Fill(supply, demands, weights);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(expected[i], shares[i], 0.05);
            }
        }
    }

    [Fact]
    public void Bursts_OfSeveralTenants_AreTheMaxMinSharesWithinFivePercent()
    {
        // Limits of 1 per minute are spent at once; all the rest is burst. Capacity 1000/s.
        (string Tenant, int PerStep, double Weight)[] tenants = [("small", 5, 1), ("middle", 40, 1), ("large", 200, 1), ("heavy", 200, 2)];
        var bed = new LimitBed(capacityPerSecond: 1000);
        Bucket bucket = LimitBed.BucketOf(1, TimeSpan.FromMinutes(1), multiplier: 100_000);
        Dictionary<string, int> allowed = tenants.ToDictionary(static tenant => tenant.Tenant, static _ => 0);
        const int WarmUp = 20;
        const int Steps = 200;
        for (int step = 0; step < WarmUp + Steps; step++)
        {
            for (int request = 0; request < 200; request++)
            {
                foreach ((string tenant, int perStep, double weight) in tenants)
                {
                    if (request < perStep && bed.Decide(bucket, tenant, weight: weight).Decision == RateLimitDecision.Allowed && step >= WarmUp)
                    {
                        allowed[tenant]++;
                    }
                }
            }

            bed.Advance(Step);
            bed.ShareOnce();
        }

        double[] expected = Fill(100, [.. tenants.Select(static tenant => (double)tenant.PerStep)], [.. tenants.Select(static tenant => tenant.Weight)]);
        for (int i = 0; i < tenants.Length; i++)
        {
            double mean = allowed[tenants[i].Tenant] / (double)Steps;
            Assert.InRange(mean, expected[i] * 0.95, expected[i] * 1.05);
        }
    }

    [Fact]
    public void Tenant_WithinItsQuota_IsNeverDeniedForANeighbourAtAHundredTimesIts()
    {
        var bed = new LimitBed(capacityPerSecond: 500);
        Bucket bucket = LimitBed.BucketOf(100, TimeSpan.FromSeconds(1), multiplier: 5);
        for (int step = 0; step < 300; step++)
        {
            for (int request = 0; request < 1000; request++)
            {
                bed.Decide(bucket, "noisy");
                if (request % 100 == 0)
                {
                    Assert.Equal(RateLimitDecision.Allowed, bed.Decide(bucket, "quiet").Decision);
                }
            }

            bed.Advance(Step);
            bed.ShareOnce();
        }
    }

    [Fact]
    public void Bursts_WhenTheCellFillsUp_EndWithin500Milliseconds()
    {
        var bed = new LimitBed(capacityPerSecond: 10_000);
        Bucket bucket = LimitBed.BucketOf(1, TimeSpan.FromMinutes(1), multiplier: 1_000_000);
        Run(20);
        Assert.True(Run(1) > 0);
        bed.Capacity.PerSecond = 0;
        Run(4);
        Assert.Equal(0, Run(1));
        bed.Capacity.PerSecond = 10_000;
        Run(2);
        Assert.True(Run(1) > 0);

        int Run(int steps)
        {
            int allowed = 0;
            for (int step = 0; step < steps; step++)
            {
                for (int request = 0; request < 100; request++)
                {
                    allowed += bed.Decide(bucket).Decision == RateLimitDecision.Allowed ? 1 : 0;
                }

                bed.Advance(Step);
                bed.ShareOnce();
            }

            return allowed;
        }
    }

    [Theory]
    [InlineData(1000, 900, 0, 0, 0, 50, 50)] // The other node serves nearly all: what is left is for both.
    [InlineData(600, 0, 0, 600, 300, 400, 200)] // Not enough: by what each wants.
    [InlineData(1000, 400, 700, 200, 100, -100, -100)] // Full: nobody bursts.
    [InlineData(1000, 100, 100, 500, 100, 600, 200)] // Enough: what nobody wants is shared evenly.
    public void Spare_OfACellOfTwoNodes_IsSharedOutOnce(double capacity, double within1, double within2, double beyond1, double beyond2, double most1, double most2)
    {
        CellDemand[] nodes = [new(within1, beyond1), new(within2, beyond2)];
        double[] spare = [.. nodes.Select((own, index) =>
        {
            var cell = new CellBurst("na-1") { Demand = nodes[1 - index] };
            var demand = new FleetDemand();
            demand.Read([FleetDemand.Write([cell])]);
            return demand.SpareOf("na-1", own, capacity, nodes: 2);
        })];
        Assert.Equal(Math.Max(most1, 0), Math.Max(spare[0], 0), 0.01);
        Assert.Equal(Math.Max(most2, 0), Math.Max(spare[1], 0), 0.01);
        Assert.True(spare.Sum() <= Math.Max(0, capacity - within1 - within2) + 0.01);
    }

    // The oracle: everybody gets a little more by its weight, again and again, until it has enough or nothing is left.
    private static double[] Fill(double supply, double[] demands, double[] weights)
    {
        double[] shares = new double[demands.Length];
        const double Drop = 0.005;
        while (supply > 0)
        {
            bool anyone = false;
            for (int i = 0; i < shares.Length && supply > 0; i++)
            {
                double more = Math.Min(Math.Min(Drop * weights[i], demands[i] - shares[i]), supply);
                if (more > 1e-12)
                {
                    (shares[i], supply, anyone) = (shares[i] + more, supply - more, true);
                }
            }

            if (!anyone)
            {
                break;
            }
        }

        return shares;
    }
}
