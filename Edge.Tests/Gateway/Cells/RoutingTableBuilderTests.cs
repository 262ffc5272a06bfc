using System.Globalization;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.State;

namespace Edge.Tests.Gateway.Cells;

/// <summary>Who takes requests, and in what proportion.</summary>
public sealed class RoutingTableBuilderTests
{
    /// <summary>Destinations with their zones, the node's zone, those that are down, and the percents that each gets.</summary>
    [Theory]
    [InlineData("a/x b/y", "", "", "a=50 b=50")] // The node's zone is not known.
    [InlineData("a/x b/y", "z", "", "a=50 b=50")] // It has no destination at all.
    [InlineData("a/x b/y", "x", "", "a=100 b=0")]
    [InlineData("a/x b/y", "x", "a", "a=0 b=100")]
    [InlineData("a1/x a2/x b1/y b2/y", "x", "", "a1=50 a2=50 b1=0 b2=0")]
    [InlineData("a1/x a2/x b1/y b2/y", "x", "a1", "a1=0 a2=66.7 b1=16.7 b2=16.7")] // A third of the cell's health, half of the zones: two thirds stay.
    [InlineData("a1/x a2/x b1/y b2/y", "x", "b1", "a1=50 a2=50 b1=0 b2=0")]
    [InlineData("a/x b1/y b2/y c1/z c2/z c3/z", "x", "", "a=50 b1=0 b2=0 c1=16.7 c2=16.7 c3=16.7")] // Only z has more than a third of the cell.
    public void Zones_OwnFirst_SpillByWhatOthersHaveMore(string destinations, string zone, string down, string expected)
    {
        using CellBed bed = new(CellBed.Policy, destinations.Split(' ')) { Zone = zone };
        bed.Apply(CellBed.Policy, destinations.Split(' '));
        foreach (string id in down.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bed.Probe(id, 0);
        }

        Assert.Equal(expected, Shares(bed.Cell.Table));
    }

    [Fact]
    public void Zones_WhenSwitchedOff_PlayNoPart()
    {
        CellPolicy policy = CellBed.Policy with { Routing = RoutingSettings.Default with { ZoneAware = false } };
        using CellBed bed = new(policy, "a/x", "b/y") { Zone = "x" };
        bed.Apply(policy, "a/x", "b/y");
        Assert.Equal("a=50 b=50", Shares(bed.Cell.Table));
    }

    /// <summary>Those that answer badly, those that cannot be reached, the threshold, and who is used.</summary>
    [Theory]
    [InlineData("", "", 50, "a b c d", false)]
    [InlineData("a b", "", 50, "c d", false)] // Half is not fewer than half.
    [InlineData("a b c", "", 50, "a b c d", true)]
    [InlineData("a b", "c", 50, "a b d", true)] // Nobody is helped by trying what cannot be connected to.
    [InlineData("a b c d", "", 50, "a b c d", true)]
    [InlineData("", "a b c d", 50, "", true)]
    [InlineData("a b c", "", 0, "d", false)]
    public void Panic_BelowTheThreshold_UsesAllThatCanBeReached(string bad, string dead, int percent, string expected, bool panic)
    {
        using CellBed bed = new(CellBed.Policy with { PanicPercent = percent }, "a", "b", "c", "d");
        foreach (string id in bad.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bed.Probe(id, 503);
        }

        foreach (string id in dead.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bed.Probe(id, 0);
        }

        Assert.Equal((expected, panic), (bed.Usable, bed.Cell.Table.IsPanic));
    }

    [Fact]
    public async Task Weights_OfCellZonePoolAndDestination_Multiply()
    {
        using CellBed bed = new(CellBed.Policy, "a/x", "b/y", "c/y"); // Pools a, b, a.
        await bed.DecideAsync(DecisionKeys.ZoneWeight("na-1", "y"), "50");
        await bed.DecideAsync(DecisionKeys.PoolWeight("na-1", "a"), "50");
        await bed.DecideAsync(DecisionKeys.DestinationWeight("na-1", "c"), "10");
        Assert.Equal([0.5, 0.5, 0.025], bed.Cell.Table.Weights);
        await bed.DecideAsync(DecisionKeys.PoolWeight("na-1", "a"), null);
        Assert.Equal([1, 0.5, 0.05], bed.Cell.Table.Weights);
        await bed.DecideAsync(DecisionKeys.CellWeight("na-1"), "0");
        Assert.Equal("", bed.Usable);
    }

    [Fact]
    public async Task Weight_Zero_DrainsAndIsNoPanic()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b", "c", "d");
        foreach (string id in (string[])["a", "b", "c"])
        {
            await bed.DecideAsync(DecisionKeys.DestinationWeight("na-1", id), "0");
        }

        Assert.Equal(("d", false), (bed.Usable, bed.Cell.Table.IsPanic));
        bed.Probe("d", 503);
        Assert.Equal(("d", true), (bed.Usable, bed.Cell.Table.IsPanic)); // What operators drained is not used even then.
        Assert.Equal(["system.cell.down na-1 by health: no healthy destination is left"], bed.Events.Lines);
    }

    [Theory]
    [InlineData(30, 1, 0, 10)]
    [InlineData(30, 1, 3, 10)]
    [InlineData(30, 1, 15, 50)]
    [InlineData(30, 1, 30, 100)]
    [InlineData(30, 2, 7.5, 50)] // The square root of a quarter.
    [InlineData(0, 1, 0, 100)]
    public void SlowStart_AfterAReturn_GrowsByEnvoysFormula(double window, double aggression, double elapsed, double percent)
    {
        SlowStartSettings settings = new(TimeSpan.FromSeconds(window), aggression, 10);
        Assert.Equal(percent / 100, settings.FactorAfter(TimeSpan.FromSeconds(elapsed)), precision: 6);
    }

    [Fact]
    public void SlowStart_OfOneThatReturned_EndsByItself()
    {
        CellPolicy policy = CellPolicy.Default;
        using CellBed bed = new(policy, "a", "b");
        Assert.Equal([1, 1], bed.Cell.Table.Weights); // At the start all are new: nobody is spared.
        bed.Probe("a", 0);
        bed.Probe("a", 200);
        Assert.Equal([0.1, 1], bed.Cell.Table.Weights);
        bed.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([0.5, 1], bed.Cell.Table.Weights);
        bed.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([1, 1], bed.Cell.Table.Weights);
        Assert.False(bed.Cell.Table.IsGrowing);
        bed.Apply(policy, "a", "b", "c"); // One that a reload adds begins slowly too.
        Assert.Equal([1, 1, 0.1], bed.Cell.Table.Weights);
    }

    private static string Shares(RoutingTable table) => string.Join(' ', table.All.Select(destination =>
    {
        int place = Array.IndexOf(table.Preferred, destination);
        double share = place < 0 ? 0 : table.PreferredWeights[place] / table.PreferredWeights.Sum();
        return string.Create(CultureInfo.InvariantCulture, $"{destination.Id}={Math.Round(share * 100, 1)}");
    }));
}
