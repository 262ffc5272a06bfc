using Edge.Gateway.Cells.Placement;

namespace Edge.Tests.Gateway.Cells.Placement;

public sealed class RendezvousTests
{
    private const int Keys = 20_000;

    [Fact]
    public void Winner_WhenAPlaceIsAdded_ChangesForItsShareOnlyAndOnlyTowardsIt()
    {
        string[] five = ["a", "b", "c", "d", "e"];
        int moved = 0;
        for (int key = 0; key < Keys; key++)
        {
            string before = Winner($"tenant-{key}", five);
            string after = Winner($"tenant-{key}", [.. five, "f"]);
            if (before != after)
            {
                Assert.Equal("f", after);
                moved++;
            }
        }

        Assert.InRange(moved / (double)Keys, 0.15, 0.18); // One sixth.
    }

    [Fact]
    public void Winner_ByWeight_IsInProportion()
    {
        int large = Enumerable.Range(0, Keys).Count(static key =>
            Rendezvous.Score($"tenant-{key}", "large", 50_000) > Rendezvous.Score($"tenant-{key}", "medium", 10_000));
        Assert.InRange(large / (double)Keys, 0.82, 0.85); // Five sixths.
    }

    [Fact]
    public void PercentileOf_ManyKeys_IsEven()
    {
        int[] counts = new int[100];
        for (int key = 0; key < Keys; key++)
        {
            counts[Rendezvous.PercentileOf($"tenant-{key}")]++;
        }

        Assert.All(counts, static count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void Score_IsTheSameForEver() // Where tenants live depends on it: a change moves them.
    {
        Assert.Equal(51, Rendezvous.PercentileOf("acme"));
        Assert.Equal("9251.950", Rendezvous.Score("acme", "na-1", 10_000).ToString("F3", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Winner(string key, string[] places) => places.MaxBy(place => Rendezvous.Score(key, place, 1))!;
}
