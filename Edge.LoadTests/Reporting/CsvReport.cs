using System.Globalization;
using System.Text;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>One line per step, times in milliseconds.</summary>
internal static class CsvReport
{
    public static string Of(RunResult result)
    {
        var text = new StringBuilder("suite,scenario,step,requests,answered,failed,rate,intended_rate,mean_ms,p50_ms,p75_ms,p90_ms,p95_ms,p99_ms,p999_ms,max_ms,mb_per_s,statuses\n");
        foreach (StepResult step in result.Steps)
        {
            LatencyResult latency = step.Latency;
            text.Append(CultureInfo.InvariantCulture, $"{result.Suite},{step.Scenario},{step.Step},{step.Requests},{step.Answered},{step.Failed},{step.Rate:0.##},{step.IntendedRate:0.##},")
                .Append(CultureInfo.InvariantCulture, $"{latency.Mean:0.####},{latency.P50:0.####},{latency.P75:0.####},{latency.P90:0.####},{latency.P95:0.####},{latency.P99:0.####},{latency.P999:0.####},{latency.Max:0.####},")
                .Append(CultureInfo.InvariantCulture, $"{step.MegabytesPerSecond:0.###},{Counts.Of(step, ' ')}\n");
        }

        return text.ToString();
    }
}
