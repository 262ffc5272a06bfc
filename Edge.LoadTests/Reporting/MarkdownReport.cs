using System.Globalization;
using System.Text;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>A run as Markdown: what the terminal shows too.</summary>
internal static class MarkdownReport
{
    public static string Of(RunResult result)
    {
        var text = new StringBuilder();
        RunSettings settings = result.Settings;
        text.Append(CultureInfo.InvariantCulture, $"# {result.Suite}: {(result.Passed ? "passed" : "FAILED")}\n\n{result.Promise}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{result.Started:yyyy-MM-dd HH:mm:ss}Z, {settings.Target}, {settings.Protocol}, {settings.Connection} connections: {settings.Connections} per scenario, ");
        text.Append(CultureInfo.InvariantCulture, $"{settings.DurationSeconds:0.#} s after {settings.WarmUpSeconds:0.#} s of warm-up; {settings.Cores} cores, load {settings.MachineLoad:0.#}, {settings.Threads} generator thread(s).\n");
        text.Append("Times in ms, from when a request should have begun to the last byte of its answer.\n\n");
        text.Append("| scenario | step | requests | failed | rate/s | intended/s | p50 | p90 | p99 | p99.9 | max | answers |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (StepResult step in result.Steps)
        {
            LatencyResult latency = step.Latency;
            text.Append(CultureInfo.InvariantCulture, $"| {step.Scenario} | {step.Step} | {step.Requests} | {step.Failed} | {step.Rate:0.#} | {step.IntendedRate:0.#} | ")
                .Append(CultureInfo.InvariantCulture, $"{latency.P50:0.###} | {latency.P90:0.###} | {latency.P99:0.###} | {latency.P999:0.###} | {latency.Max:0.###} | {Counts.Of(step, ' ')} |\n");
        }

        if (result.Thresholds.Count > 0)
        {
            text.Append("\n| threshold | measured | kept |\n|---|---|---|\n");
            foreach (ThresholdResult threshold in result.Thresholds)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {threshold.Text} | {threshold.Measured} | {(threshold.Passed ? "yes" : "**no**")} |\n");
            }
        }

        AppendGenerator(text, result.Generator);
        foreach (string note in result.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        return text.ToString();
    }

    private static void AppendGenerator(StringBuilder text, GeneratorResult generator)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n- generator: busiest thread {generator.BusyPercent:0.#} %, late by {generator.LagP50Ms:0.###} ms (p50), {generator.LagP99Ms:0.###} ms (p99), {generator.LagMaxMs:0.###} ms (max); {generator.CpuMicrosecondsPerRequest:0.#} µs of CPU per request\n");
        if (generator.StarvedPercent > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {generator.StarvedPercent:0.##} % of the requests were due while all connections were busy; their wait counts\n");
        }

        if (generator.Bottleneck is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **The generator was the bottleneck.** {generator.Bottleneck}\n");
        }
    }
}
