using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Health;

namespace Edge.Tests.Gateway.Cells;

/// <summary>What probes and reloads do to a cell.</summary>
public sealed class LiveCellTests
{
    /// <summary>Failures that take it out, whether only 2xx is good, the probes' answers, and the health after each.</summary>
    [Theory]
    [InlineData(2, false, "200", "Healthy")]
    [InlineData(2, false, "404", "Healthy")] // Not every origin has the default path.
    [InlineData(2, true, "404", "Unhealthy")]
    [InlineData(2, true, "204 302", "Healthy Healthy")] // One failure is not yet two.
    [InlineData(2, false, "silent", "Unreachable")] // The first probe decides at once.
    [InlineData(2, false, "late", "Unknown")] // Perhaps it was the gateway that was slow.
    [InlineData(2, false, "late late 200", "Unknown Unreachable Healthy")]
    [InlineData(2, false, "503 200", "Unhealthy Healthy")]
    [InlineData(2, false, "200 503 200 503 503 200", "Healthy Healthy Healthy Healthy Unhealthy Healthy")]
    [InlineData(2, false, "503 silent 503", "Unhealthy Unreachable Unhealthy")] // It answers again, badly: panic may use it.
    [InlineData(3, false, "200 500 silent 503 503", "Healthy Healthy Healthy Unhealthy Unhealthy")]
    [InlineData(1, false, "200 silent", "Healthy Unreachable")]
    public void Probes_InARow_TakeOutAndBringBack(int failures, bool strict, string answers, string expected)
    {
        using CellBed bed = new(CellBed.Policy with { Health = CellHealthSettings.Default with { Failures = failures, PathIsChosen = strict } }, "a");
        List<ProbeHealth> found = [];
        foreach (string answer in answers.Split(' '))
        {
            bed.Cell.Probed(
                bed["a"],
                answer switch { "silent" => new ProbeResult(0, TimedOut: false, "refused"), "late" => new ProbeResult(0, TimedOut: true, "late"), _ => ProbeResult.Answered(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture)) },
                bed.Time.GetTimestamp());
            found.Add(bed["a"].Probe);
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void Changes_OfHealth_AreSaidOnce_AndTheLastOneIsAnEvent()
    {
        using CellBed bed = new(CellBed.Policy with { Health = CellHealthSettings.Default with { Failures = 1 }, PanicPercent = 0 }, "a", "b");
        foreach (int status in (int[])[200, 200, 503, 503, 503, 200, 200])
        {
            bed.Probe("a", status);
        }

        Assert.Equal(["Warning: Destination a of cell na-1 takes no requests: probe answered 503", "Information: Destination a of cell na-1 takes requests again."], bed.Log.Lines);
        Assert.Empty(bed.Events.Lines);
        foreach (string id in (string[])["a", "b", "a", "b"])
        {
            bed.Probe(id, 0);
        }

        Assert.Equal(["system.cell.down na-1 by health: no healthy destination is left"], bed.Events.Lines);
        bed.Probe("b", 200);
        bed.Probe("a", 200);
        Assert.Equal(["system.cell.down na-1 by health: no healthy destination is left", "system.cell.up na-1 by health: a destination is healthy again"], bed.Events.Lines);
    }

    [Fact]
    public void Reload_KeepsWhatIsKnownOfEachDestination_UnlessItsAddressChanges()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b", "c");
        bed.Probe("a", 0);
        Assert.True(bed.Cell.TryEject(bed["b"], EjectionReason.Consecutive5xx, "test"));
        bed["c"].Enter();
        for (int reload = 0; reload < 200; reload++)
        {
            bed.Apply(CellBed.Policy with { PanicPercent = reload % 2 }, "a", "b", "c");
        }

        Assert.Equal((ProbeHealth.Unreachable, EjectionReason.Consecutive5xx, 1), (bed["a"].Probe, bed["b"].Ejection, bed["c"].InFlight));
        bed.Apply(CellBed.Policy, "b", "a", "c"); // They swap their addresses.
        Assert.Equal((ProbeHealth.Unknown, EjectionReason.None, 1), (bed["a"].Probe, bed["b"].Ejection, bed["c"].InFlight));
    }

    [Fact]
    public void RetryBudget_IsAPartOfTheRequestsUnderWay_AndNeverLessThanItsMinimum()
    {
        using CellBed bed = new(CellBed.Policy, "a", "b");
        Assert.Equal(3, Enterable());
        for (int request = 0; request < 50; request++)
        {
            Assert.True(bed.Cell.Admission.TryEnter());
        }

        Assert.Equal(10, Enterable()); // 20 %.

        int Enterable()
        {
            int count = 0;
            while (bed.Cell.Retries.TryEnter())
            {
                count++;
            }

            for (int index = 0; index < count; index++)
            {
                bed.Cell.Retries.Exit();
            }

            return count;
        }
    }
}
