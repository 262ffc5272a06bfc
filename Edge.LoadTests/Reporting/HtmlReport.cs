using System.Globalization;
using System.Net;
using System.Text;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>A run as one HTML page with charts drawn as SVG: needs no script and no other file.</summary>
internal static class HtmlReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1d2330;background:#fff}
        table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}th,td{padding:.3rem .7rem;border-bottom:1px solid #dde1ea;text-align:right}
        th:first-child,td:first-child,td.text{text-align:left}.ok{color:#0a6b2d}.bad{color:#b3123a;font-weight:600}.warn{background:#fff3d6;padding:.6rem 1rem;border-left:4px solid #c98a00}
        svg{display:block;box-sizing:border-box;width:100%;min-width:44rem;height:auto;background:#fafbfd;border:1px solid #dde1ea}svg text{font:13px system-ui,sans-serif;fill:#4a5364}figure{margin:1.5rem 0}figcaption{font-weight:600}
        .wide{overflow-x:auto}.wide:focus-visible{outline:2px solid #2563c9}
        @media(prefers-color-scheme:dark){body{background:#14171e;color:#e4e7ee}th,td{border-color:#333a48}svg{background:#1a1e27;border-color:#333a48}svg text{fill:#aab2c2}.ok{color:#63d68b}.bad{color:#ff7d9a}.warn{background:#3a3018}}
        """;

    /// <summary>What is wider than a phone is moved within its own frame, also by the keyboard.</summary>
    public const string Wide = "<div class=\"wide\" tabindex=\"0\">";

    public static string Of(RunResult result)
    {
        RunSettings settings = result.Settings;
        var text = new StringBuilder($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Encode(result.Suite)}</title><style>{Style}</style></head><body>\n");
        text.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(result.Suite)}: <span class=\"{(result.Passed ? "ok\">passed" : "bad\">failed")}</span></h1>\n<p>{Encode(result.Promise)}</p>\n");
        text.Append(CultureInfo.InvariantCulture, $"<p>{result.Started:yyyy-MM-dd HH:mm:ss}Z · {Encode(settings.Target)} · {Encode(settings.Protocol)} · {Encode(settings.Connection)} connections, {settings.Connections} per scenario · {settings.DurationSeconds:0.#} s after {settings.WarmUpSeconds:0.#} s of warm-up · {settings.Cores} cores, load {settings.MachineLoad:0.#}</p>\n");
        if (result.Generator.Bottleneck is { } bottleneck)
        {
            text.Append(CultureInfo.InvariantCulture, $"<p class=\"warn\"><strong>The generator was the bottleneck.</strong> {Encode(bottleneck)}</p>\n");
        }

        AppendSteps(text, result.Steps);
        AppendThresholds(text, result.Thresholds);
        foreach (StepResult step in result.Steps.Where(static step => step.Requests > 0))
        {
            AppendCharts(text, step);
        }

        text.Append(CultureInfo.InvariantCulture, $"<p>Generator: busiest thread {result.Generator.BusyPercent:0.#} %; late by {result.Generator.LagP50Ms:0.###} ms (p50), {result.Generator.LagP99Ms:0.###} ms (p99), {result.Generator.LagMaxMs:0.###} ms (max); {result.Generator.StarvedPercent:0.##} % of the requests were due while all connections were busy.</p>\n");
        if (result.Notes.Count > 0)
        {
            text.Append("<ul>").AppendJoin("", result.Notes.Select(static note => $"<li>{Encode(note)}</li>")).Append("</ul>\n");
        }

        return text.Append("<p>Times count from when a request should have begun to the last byte of its answer.</p></body></html>\n").ToString();
    }

    private static void AppendSteps(StringBuilder text, IReadOnlyList<StepResult> steps)
    {
        text.Append(Wide).Append("<table><tr><th>scenario / step</th><th>requests</th><th>failed</th><th>rate/s</th><th>intended/s</th><th>mean</th><th>p50</th><th>p90</th><th>p95</th><th>p99</th><th>p99.9</th><th>max</th><th>answers</th></tr>\n");
        foreach (StepResult step in steps)
        {
            LatencyResult latency = step.Latency;
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(step.Scenario)} / {Encode(step.Step)}</td><td>{step.Requests}</td><td class=\"{(step.Failed == 0 ? "ok" : "bad")}\">{step.Failed}</td><td>{step.Rate:0.#}</td><td>{step.IntendedRate:0.#}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{latency.Mean:0.###}</td><td>{latency.P50:0.###}</td><td>{latency.P90:0.###}</td><td>{latency.P95:0.###}</td><td>{latency.P99:0.###}</td><td>{latency.P999:0.###}</td><td>{latency.Max:0.###}</td><td class=\"text\">{Encode(Counts.Of(step, ' '))}</td></tr>\n");
        }

        text.Append("</table></div>\n");
    }

    private static void AppendThresholds(StringBuilder text, IReadOnlyList<ThresholdResult> thresholds)
    {
        text.Append(Wide).Append("<table><tr><th>threshold</th><th>measured</th><th>kept</th></tr>\n");
        foreach (ThresholdResult threshold in thresholds)
        {
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(threshold.Text)}</td><td>{Encode(threshold.Measured)}</td><td class=\"{(threshold.Passed ? "ok\">yes" : "bad\">no")}</td></tr>\n");
        }

        text.Append("</table></div>\n");
    }

    private static void AppendCharts(StringBuilder text, StepResult step)
    {
        IReadOnlyList<SeriesPoint> all = step.Series;
        double interval = all.Count > 1 ? all[1].Second - all[0].Second : 1;
        double seconds = all.Count * interval;
        SeriesPoint[] loaded = [.. all.Where(static point => point.Requests > 0)]; // Where nothing was due there is no latency.
        string name = $"{step.Scenario} / {step.Step}";
        text.Append(SvgChart.Of(
            name + ": requests per second by when they were due", "/s", interval, seconds,
            [.. all.Select(point => (point.Second, point.Requests / interval))], [.. all.Select(point => (point.Second, point.Failed / interval))], "requests", "failed"));
        text.Append(SvgChart.Of(
            name + ": latency", "ms", interval, seconds,
            [.. loaded.Select(static point => (point.Second, point.P50Ms))], [.. loaded.Select(static point => (point.Second, point.P99Ms))], "p50", "p99"));
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
