using System.Text.Json;
using System.Xml.Linq;
using Edge.LoadTests.Measuring;
using Edge.LoadTests.Reporting;
using Edge.Tests.TestKit;

namespace Edge.Tests.Load;

public sealed class ReportFilesTests
{
    [Fact]
    public void Write_ARun_LeavesFourFilesAndTheJsonReadsBack()
    {
        using var folder = new TestFolder();
        RunResult result = SampleRun.Create();
        ReportFiles.Write(folder.Path, result);
        Assert.Equal(["sample.csv", "sample.html", "sample.json", "sample.md"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(ReportFiles.ToJson(result), ReportFiles.ToJson(ReportFiles.Read(folder["sample.json"])));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["sample.json"]));
        Assert.False(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(20, json.RootElement.GetProperty("steps")[0].GetProperty("latency").GetProperty("p99").GetDouble());
    }

    [Fact]
    public void Csv_HasALinePerStepAndAValuePerColumn()
    {
        string[] lines = CsvReport.Of(SampleRun.Create()).TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(static letter => letter == ','), line.Count(static letter => letter == ',')));
        Assert.EndsWith("200:493 429:7 timeout:3", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_NamesVerdictThresholdsAndNotes()
    {
        string text = MarkdownReport.Of(SampleRun.Create());
        Assert.StartsWith("# sample: FAILED\n", text, StringComparison.Ordinal);
        Assert.Contains("| p99 < 5ms | 12 | **no** |", text, StringComparison.Ordinal);
        Assert.Contains("- 1.0 s: cell na-1 is lost", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bottleneck", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_OfABusyGenerator_SayThatItWasTheBottleneck()
    {
        RunResult result = SampleRun.Create();
        result = result with { Generator = result.Generator with { Bottleneck = "A thread was busy." } };
        Assert.Contains("**The generator was the bottleneck.** A thread was busy.", MarkdownReport.Of(result), StringComparison.Ordinal);
        Assert.Contains("The generator was the bottleneck.", HtmlReport.Of(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_HasTwoChartsPerLoadedStepThatAreWellFormed()
    {
        string page = HtmlReport.Of(SampleRun.Create());
        Assert.Contains("Nothing &lt;breaks&gt;.", page, StringComparison.Ordinal);
        string[] charts = [.. page.Split("<svg").Skip(1).Select(static part => "<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)])];
        Assert.Equal(8, charts.Length);
        Assert.All(charts, static chart => Assert.Equal(2, XElement.Parse(chart).Elements("polyline").Count()));
    }

    [Fact]
    public void Html_DrawsAValueForItsWholeSecond_AndNoLatencyWhereNothingWasDue()
    {
        RunResult result = SampleRun.Create();
        StepResult step = result.Steps[0] with { Series = [new SeriesPoint(0, 10, 0, 1, 2), new SeriesPoint(1, 0, 0, 0, 0)] };
        string[] lines = [.. HtmlReport.Of(result with { Steps = [step] }).Split("points=\"").Skip(1).Select(static part => part[..part.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(["60,16 510,16 510,176 960,176", "60,176 510,176 510,176 960,176", "60,96 510,96", "60,16 510,16"], lines);
    }

    [Fact]
    public void Comparison_OfTwoRuns_ShowsTheChangeOfEachStep()
    {
        string text = Comparison.Of(SampleRun.Create(), SampleRun.Create(othersP99: 6));
        Assert.Contains("| others | read | 50 → 50 (0 %) | 1 → 1.5 (+50 %) | 2 → 3 (+50 %) | 4 → 6 (+50 %) |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("different settings", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_OfDifferentSettingsOrSteps_SaysSo()
    {
        RunResult first = SampleRun.Create();
        RunResult second = first with { Settings = first.Settings with { Connections = 9 }, Steps = [.. first.Steps.Take(1), first.Steps[1] with { Scenario = "new" }] };
        string text = Comparison.Of(first, second);
        Assert.Contains("different settings", text, StringComparison.Ordinal);
        Assert.Contains("| new | read | 50 (new) |", text, StringComparison.Ordinal);
        Assert.Contains("| others | read | only in the first |", text, StringComparison.Ordinal);
    }
}
