using Edge.LoadTests.Cli;
using Edge.LoadTests.Measuring;
using Edge.LoadTests.Reporting;
using Edge.LoadTests.Scenarios;
using Edge.Tests.TestKit;

namespace Edge.Tests.Load;

/// <summary>Every suite, small, against a gateway of its own: what it promises must hold, but for how long things take.</summary>
public sealed class SuiteTests
{
    public static TheoryData<string> Names { get; } = [.. SuiteCatalogue.All.Select(static suite => suite.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Suite_AgainstTheDemo_KeepsItsPromise(string name) => RunAsync(name);

    [Theory]
    [InlineData("steady", "--protocol h2")]
    [InlineData("steady", "--tls --threads 2")]
    [InlineData("waf-mix", "--protocol h2 --connection new")]
    public Task Suite_OverAnotherProtocol_KeepsItsPromise(string name, string options) => RunAsync([name, .. options.Split(' ')]);

    private static async Task RunAsync(params string[] command)
    {
        using var folder = new TestFolder();
        (int code, string output, string errors) = await LoadCommandTests.RunAsync(
            [.. command, "--demo", "--rate", "40", "--duration", "2s", "--warm-up", "300ms", "--timeout", "60s", "--report", folder.Path]);
        Assert.True(code is ExitCodes.Passed or ExitCodes.ThresholdMissed, output + errors);

        RunResult result = ReportFiles.Read(folder[command[0] + ".json"]);
        Assert.All(result.Steps, static step => Assert.True(step.Answered > 0, $"{step.Scenario} / {step.Step} was never answered."));
        Assert.DoesNotContain(result.Thresholds, threshold => !threshold.Passed && !IsOfTime(threshold.Text));
    }

    // On a busy machine times say little; and a cell that was lost serves again only when a probe finds it.
    private static bool IsOfTime(string threshold) => threshold.Contains(".p99", StringComparison.Ordinal) || threshold.StartsWith("achieved", StringComparison.Ordinal) || threshold.StartsWith("back.", StringComparison.Ordinal);
}
