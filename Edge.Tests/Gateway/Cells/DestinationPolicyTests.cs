using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Http;
using Edge.Gateway.State;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Gateway.Cells;

public sealed class DestinationPolicyTests
{
    private static readonly CellPolicy Hashing = CellBed.Policy with { Routing = RoutingSettings.Default with { Policy = RoutingPolicy.ConsistentHash, Hash = HashSource.Header, HashName = "X-Key" } };

    [Fact]
    public void LeastInFlight_OfTwo_TakesTheLessBusy()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        LeastInFlightPolicy policy = new(new Random(1));
        Enter(bed["a"], 3);
        Dictionary<string, double> spread = bed.Spread(() => policy.Pick(bed.Cell.Table), 10_000);
        Assert.InRange(spread["a"], 22, 28); // Only when both draws are a.
    }

    /// <summary>The steps operators take are exact, idle or under load.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 20)]
    [InlineData(10, 20)]
    [InlineData(50, 0)]
    public async Task LeastInFlight_WithAShare_GivesThatShare(int percent, int busy)
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        await bed.DecideAsync(DecisionKeys.DestinationWeight("na-1", "b"), percent.ToString(System.Globalization.CultureInfo.InvariantCulture));
        LeastInFlightPolicy policy = new(new Random(1));
        Enter(bed["a"], busy);
        Enter(bed["b"], busy * percent / 100);
        double expected = 100d * percent / (100 + percent);
        Assert.InRange(bed.Spread(() => policy.Pick(bed.Cell.Table))["b"], expected * 0.8, expected * 1.25);
    }

    [Fact]
    public void LeastInFlight_WhenRequestsOverlap_KeepsThemEven()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b", "c", "d", "e");
        LeastInFlightPolicy policy = new(new Random(1));
        for (int request = 0; request < 500; request++)
        {
            policy.Pick(bed.Cell.Table).Enter();
        }

        Assert.All(bed.Cell.Table.All, static destination => Assert.InRange(destination.InFlight, 96, 104));
    }

    [Fact]
    public void PeakEwma_OfAFastAndASlowOne_TakesTheFast_UntilItIsBusy()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        PeakEwmaPolicy policy = new(new Random(1), bed.Time);
        bed.Answer("a", 200, milliseconds: 1);
        bed.Answer("b", 200, milliseconds: 10);
        Assert.InRange(bed.Spread(() => policy.Pick(bed.Cell.Table, bed.Time.GetTimestamp()), 10_000)["a"], 70, 80); // All but both draws b.
        Enter(bed["a"], 30);
        Assert.InRange(bed.Spread(() => policy.Pick(bed.Cell.Table, bed.Time.GetTimestamp()), 10_000)["a"], 20, 30);
    }

    [Fact]
    public void PeakEwma_OfAPeak_RemembersItAtOnceAndForgetsItSlowly()
    {
        using CellBed bed = new(CellBed.Policy, "a");
        LatencyAverage latency = bed["a"].Latency;
        bed.Answer("a", 200, count: 100, milliseconds: 1);
        bed.Answer("a", 200, milliseconds: 500);
        Assert.Equal(0.5, latency.Seconds);
        bed.Time.Advance(LatencyAverage.Decay);
        bed.Answer("a", 200, milliseconds: 1);
        Assert.InRange(latency.Seconds, 0.18, 0.19); // 1/e of it is left.
    }

    [Fact]
    public void ConsistentHash_OfAKey_StaysAndMovesOnlyWhenItsDestinationLeaves()
    {
        string[] ids = ["a", "b", "c", "d", "e"];
        using CellBed bed = new(Hashing, ids);
        ConsistentHashPolicy policy = new(new LeastInFlightPolicy(new Random(1)));
        string[] before = [.. Enumerable.Range(0, 2000).Select(key => Pick(bed, policy, $"user-{key}"))];
        Assert.Equal(before, Enumerable.Range(0, 2000).Select(key => Pick(bed, policy, $"user-{key}")));
        Assert.All(ids, id => Assert.InRange(before.Count(chosen => chosen == id), 250, 550));
        bed.Probe("c", 0);
        string[] after = [.. Enumerable.Range(0, 2000).Select(key => Pick(bed, policy, $"user-{key}"))];
        Assert.All(before.Zip(after), static pair => Assert.True(pair.First == pair.Second || pair.First == "c"));
        Assert.DoesNotContain("c", after);
    }

    [Fact]
    public async Task ConsistentHash_WithOnePercentLess_MovesFewKeys()
    {
        using CellBed bed = new(Hashing, "a", "b");
        ConsistentHashPolicy policy = new(new LeastInFlightPolicy(new Random(1)));
        string[] before = [.. Enumerable.Range(0, 5000).Select(key => Pick(bed, policy, $"user-{key}"))];
        await bed.DecideAsync(DecisionKeys.DestinationWeight("na-1", "a"), "95");
        string[] after = [.. Enumerable.Range(0, 5000).Select(key => Pick(bed, policy, $"user-{key}"))];
        int moved = before.Zip(after).Count(static pair => pair.First != pair.Second);
        Assert.InRange(moved, 1, 400);
        Assert.All(before.Zip(after), static pair => Assert.True(pair.First == pair.Second || pair is { First: "a", Second: "b" }));
    }

    [Fact]
    public void ConsistentHash_OfAKeyThatAllHave_NeverGoesBeyondTheBound()
    {
        using CellBed bed = new(Hashing, "a", "b", "c", "d");
        ConsistentHashPolicy policy = new(new LeastInFlightPolicy(new Random(1)));
        for (int request = 0; request < 400; request++)
        {
            bed[Pick(bed, policy, "the-same")].Enter();
        }

        Assert.All(bed.Cell.Table.All, static destination => Assert.InRange(destination.InFlight, 0, 151)); // 150 % of a hundred each.
        Assert.Contains(bed.Cell.Table.All, static destination => destination.InFlight > 140);
    }

    [Theory]
    [InlineData("sid=one; theme=dark", "sid=one")]
    [InlineData("theme=dark; sid=one", "sid=one; x=y")]
    [InlineData("a=b;sid=one", "xsid=two; sid=one")]
    public void ConsistentHash_ByCookie_LooksAtThatCookieAlone(string first, string second)
    {
        CellPolicy byCookie = Hashing with { Routing = Hashing.Routing with { Hash = HashSource.Cookie, HashName = "sid" } };
        using CellBed bed = new(byCookie, [.. Enumerable.Range(0, 50).Select(static index => $"d{index}")]);
        ConsistentHashPolicy policy = new(new LeastInFlightPolicy(new Random(1)));
        Assert.Equal(Chosen(first), Chosen(second));
        Assert.NotEqual(Chosen("sid=one"), Chosen("sid=another"));

        string Chosen(string cookie)
        {
            DefaultHttpContext context = new();
            context.Request.Headers.Cookie = cookie;
            return policy.Pick(bed.Cell.Table, bed.Cell, context, new EdgeRequest()).Id;
        }
    }

    [Fact]
    public void Policies_OnTheRequestPath_AllocateNothing()
    {
        using CellBed bed = new(Hashing, "a", "b", "c");
        DefaultHttpContext context = new();
        context.Request.Headers["X-Key"] = "k";
        EdgeRequest request = new();
        LeastInFlightPolicy least = new(Random.Shared);
        IDestinationPolicy[] policies = [least, new PeakEwmaPolicy(Random.Shared, bed.Time), new ConsistentHashPolicy(least)];
        foreach (IDestinationPolicy policy in policies)
        {
            Assert.Equal(0, Allocations.Of(() =>
            {
                for (int round = 0; round < 100; round++)
                {
                    LiveDestination destination = policy.Pick(bed.Cell.Table, bed.Cell, context, request);
                    destination.Enter();
                    bed.Cell.Outliers.Answered(destination, 200, TimeSpan.FromMilliseconds(1), bed.Time.GetTimestamp());
                    destination.Leave();
                }
            }));
        }
    }

    private static string Pick(CellBed bed, ConsistentHashPolicy policy, string key)
    {
        DefaultHttpContext context = new();
        context.Request.Headers["X-Key"] = key;
        return policy.Pick(bed.Cell.Table, bed.Cell, context, new EdgeRequest()).Id;
    }

    private static void Enter(LiveDestination destination, int count)
    {
        for (int index = 0; index < count; index++)
        {
            destination.Enter();
        }
    }
}
