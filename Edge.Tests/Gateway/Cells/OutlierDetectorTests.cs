using Edge.Gateway.Cells.Health;

namespace Edge.Tests.Gateway.Cells;

public sealed class OutlierDetectorTests
{
    [Fact]
    public void Failures_FiveInARow_Eject()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        bed.Answer("a", 503, 4);
        bed.Answer("b", 200, 4);
        Assert.Equal("a b", bed.Usable);
        bed.Answer("a", 500);
        Assert.Equal(("b", EjectionReason.Consecutive5xx), (bed.Usable, bed["a"].Ejection));
        Assert.Equal(["Warning: Destination a of cell na-1 takes no requests: 5 failures in a row"], bed.Log.Lines);
    }

    [Fact]
    public void Failures_WithASuccessBetween_BeginAnew()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        for (int index = 0; index < 20; index++)
        {
            bed.Answer("a", index % 4 == 3 ? 404 : 503);
        }

        Assert.Equal("a b", bed.Usable);
    }

    [Fact]
    public void Failures_OfTheLastHealthyOne_LeaveItIn()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        bed.Probe("b", 0);
        bed.Answer("a", 503, 100);
        Assert.Equal("a", bed.Usable);
        Assert.Empty(bed.Events.Lines);
    }

    [Fact]
    public void ConnectFailures_Eject_TheLastOneToo_UntilAGoodProbe()
    {
        using CellBed bed = new(CellBed.Policy, "a");
        bed.Cell.Outliers.ConnectFailed(bed["a"]);
        Assert.Equal("a", bed.Usable);
        long before = bed.Time.GetTimestamp();
        bed.Time.Advance(TimeSpan.FromMilliseconds(10));
        bed.Cell.Outliers.ConnectFailed(bed["a"]);
        Assert.Equal("", bed.Usable);
        bed.Cell.Probed(bed["a"], ProbeResult.Answered(200), before); // It was asked before the connections failed.
        Assert.Equal("", bed.Usable);
        bed.Probe("a", 200);
        Assert.Equal("a", bed.Usable);
    }

    [Fact]
    public void Ejection_ForFailures_OutlivesGoodProbes_AndGetsLonger()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        foreach (int seconds in (int[])[30, 60, 90])
        {
            bed.Answer("a", 500, 5);
            bed.Probe("a", 200);
            bed.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal("b", bed.Usable);
            bed.Advance(TimeSpan.FromTicks(1));
            Assert.Equal("a b", bed.Usable);
        }

        for (int spell = 0; spell < 3; spell++)
        {
            bed.Advance(TimeSpan.FromSeconds(30)); // Three good spells make up for three ejections.
        }

        Assert.Equal((0, 3), (bed["a"].Ejections, bed["a"].EjectionsTotal));
    }

    [Fact]
    public void Ejection_OfOneThatThenCannotBeConnectedTo_EndsWithAGoodProbe()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        bed.Answer("a", 500, 5);
        bed.Probe("a", 0);
        bed.Probe("a", 200);
        Assert.Equal("a b", bed.Usable);
    }

    [Fact]
    public void Ejection_IsNeverLongerThanTheLongest()
    {
        using CellBed bed = new(CellBed.Policy with { Outlier = OutlierSettings.Default with { MaxEjectionTime = TimeSpan.FromSeconds(40) } }, "a", "b");
        for (int round = 0; round < 5; round++)
        {
            bed.Answer("a", 500, 5);
            bed.Advance(TimeSpan.FromSeconds(40));
            Assert.Equal("a b", bed.Usable);
        }
    }

    [Theory]
    [InlineData(50, 2)]
    [InlineData(25, 1)]
    [InlineData(0, 1)] // Always one.
    [InlineData(100, 3)] // But never the last.
    public void Ejections_AtATime_AreCapped(int percent, int expected)
    {
        using CellBed bed = new(CellBed.Policy with { PanicPercent = 0, Outlier = OutlierSettings.Default with { MaxEjectionPercent = percent } }, "a", "b", "c", "d");
        foreach (string id in (string[])["a", "b", "c", "d"])
        {
            bed.Answer(id, 500, 5);
        }

        Assert.Equal(4 - expected, bed.Cell.Table.Usable.Length);
    }

    [Fact]
    public void ConnectFailures_DoNotCountForTheCap()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b", "c", "d");
        foreach (string id in (string[])["a", "b", "c"])
        {
            bed.Cell.Outliers.ConnectFailed(bed[id]);
            bed.Cell.Outliers.ConnectFailed(bed[id]);
        }

        Assert.Equal("d", bed.Usable);
    }

    /// <summary>Requests and failures of each destination in one look, and who is ejected.</summary>
    [Theory]
    [InlineData("1000/300 1000/0", "d0")] // A third of the answers of one of two.
    [InlineData("100/30 100/0", "d0")]
    [InlineData("99/30 100/0", "")] // Too few to say.
    [InlineData("1000/300 1000/300", "")] // All alike: it is not the destination.
    [InlineData("1000/300 1000/250", "")] // Within the margin.
    [InlineData("1000/0 1000/90", "")]
    [InlineData("1000/0 1000/110", "d1")]
    [InlineData("1000/0 1000/300 1000/0 1000/10 1000/20", "d1")]
    [InlineData("100/12 100/1", "d0")]
    public void SuccessRate_FarBelowThePeers_Ejects(string traffic, string expected)
    {
        string[] parts = traffic.Split(' ');
        using CellBed bed = new(CellBed.Policy with { Outlier = OutlierSettings.Default with { Consecutive5xx = 0 } }, [.. parts.Select(static (_, index) => $"d{index}")]);
        for (int index = 0; index < parts.Length; index++)
        {
            int[] numbers = [.. parts[index].Split('/').Select(int.Parse)];
            bed.Answer($"d{index}", 500, numbers[1]);
            bed.Answer($"d{index}", 200, numbers[0] - numbers[1]);
        }

        bed.Cell.Outliers.Look();
        Assert.Equal(expected, string.Join(' ', bed.Cell.Table.All.Where(static destination => destination.Ejection == EjectionReason.SuccessRate).Select(static destination => destination.Id)));
    }

    [Fact]
    public void SuccessRate_GathersOverLooks_AndForgets()
    {
        using CellBed bed = new(CellBed.Policy with { Outlier = OutlierSettings.Default with { Consecutive5xx = 0 } }, "a", "b");
        for (int look = 0; look < OutlierDetector.MaxLooks * 3; look++)
        {
            bed.Answer("a", 500, 9); // Ten looks bring ninety: each time forgotten.
            bed.Answer("b", 200, 9);
            bed.Cell.Outliers.Look();
        }

        Assert.Equal("a b", bed.Usable);
        for (int look = 0; look < 4; look++)
        {
            bed.Answer("a", 500, 25);
            bed.Answer("b", 200, 25);
            bed.Cell.Outliers.Look();
        }

        Assert.Equal("b", bed.Usable);
    }

    [Theory]
    [InlineData(2, "1 1 1 500", "d3")]
    [InlineData(1, "1 1 1 500", "")] // One look may have met a pause.
    [InlineData(2, "1 6", "")] // Five times, and only five milliseconds.
    [InlineData(2, "100 400", "")] // A good deal, and not five times.
    [InlineData(2, "1 500", "d1")]
    [InlineData(2, "500 500 500 501", "")]
    public void Latency_FarAboveThePeers_Ejects(int looks, string milliseconds, string expected)
    {
        string[] parts = milliseconds.Split(' ');
        using CellBed bed = new(CellBed.Policy, [.. parts.Select(static (_, index) => $"d{index}")]);
        for (int look = 0; look < looks; look++)
        {
            for (int index = 0; index < parts.Length; index++)
            {
                bed.Answer($"d{index}", 200, 100, double.Parse(parts[index], System.Globalization.CultureInfo.InvariantCulture));
            }

            bed.Cell.Outliers.Look();
        }

        Assert.Equal(expected, string.Join(' ', bed.Cell.Table.All.Where(static destination => destination.Ejection == EjectionReason.Latency).Select(static destination => destination.Id)));
    }
}
