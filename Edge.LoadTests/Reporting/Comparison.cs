using System.Globalization;
using System.Text;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>Two results side by side, step by step.</summary>
internal static class Comparison
{
    public static string Of(RunResult before, RunResult after)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{before.Suite} {before.Started:yyyy-MM-dd HH:mm}Z → {after.Suite} {after.Started:yyyy-MM-dd HH:mm}Z; times in ms\n\n"));
        if (before.Settings with { MachineLoad = 0 } != after.Settings with { MachineLoad = 0 })
        {
            text.Append("The two runs had different settings: their figures are not of the same thing.\n\n");
        }

        text.Append("| scenario | step | rate/s | p50 | p90 | p99 | p99.9 | max | failed |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (StepResult step in after.Steps)
        {
            StepResult? other = before.Steps.FirstOrDefault(candidate => candidate.Scenario == step.Scenario && candidate.Step == step.Step);
            text.Append(CultureInfo.InvariantCulture, $"| {step.Scenario} | {step.Step} | {Change(other?.Rate, step.Rate)} | {Change(other?.Latency.P50, step.Latency.P50)} | {Change(other?.Latency.P90, step.Latency.P90)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Change(other?.Latency.P99, step.Latency.P99)} | {Change(other?.Latency.P999, step.Latency.P999)} | {Change(other?.Latency.Max, step.Latency.Max)} | {Change(other?.Failed, step.Failed)} |\n");
        }

        foreach (StepResult gone in before.Steps.Where(step => !after.Steps.Any(other => other.Scenario == step.Scenario && other.Step == step.Step)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {gone.Scenario} | {gone.Step} | only in the first | | | | | | |\n");
        }

        foreach ((string name, RunResult result) in new[] { ("first", before), ("second", after) })
        {
            if (result.Generator.Bottleneck is { } bottleneck)
            {
                text.Append(CultureInfo.InvariantCulture, $"\nThe generator was the bottleneck of the {name}: {bottleneck}\n");
            }
        }

        return text.ToString();
    }

    private static string Change(double? before, double after) => before switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"{after:0.###} (new)"),
        0 => string.Create(CultureInfo.InvariantCulture, $"0 → {after:0.###}"),
        { } value => string.Create(CultureInfo.InvariantCulture, $"{value:0.###} → {after:0.###} ({(after - value) / value * 100:+0.#;-0.#;0} %)"),
    };
}
