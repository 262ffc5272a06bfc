using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.LoadTests.Measuring;

/// <summary>
/// What a run promises, such as <c>p99 &lt; 20ms</c>, <c>others.failed &lt;= 0</c>, <c>others.status.429 &lt;= 0</c> or
/// <c>during.p99 &lt; 3 * before.p99 + 10ms</c>. Without a scenario's name it is meant of all together.
/// </summary>
/// <remarks>
/// Metrics: <c>mean p50 p75 p90 p95 p99 p99.9 max</c> in ms; <c>rate</c> per second; <c>achieved</c>, percent of the intended rate;
/// <c>failed</c>, percent; <c>requests</c>, <c>answered</c>, <c>status.NNN</c>, <c>status.Nxx</c>: counts.
/// Of a scenario's steps times are those of the slowest, rates those of the first, and counts are summed.
/// </remarks>
internal sealed partial class Threshold
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal) { [""] = 1, ["%"] = 1, ["us"] = 0.001, ["µs"] = 0.001, ["ms"] = 1, ["s"] = 1000 };

    private readonly string _metric;
    private readonly string _operator;
    private readonly double _factor;
    private readonly string? _other;
    private readonly double _slack;

    private Threshold(Match match)
    {
        Text = Regex.Replace(match.Value.Trim(), @"\s+", " ");
        _metric = match.Groups["metric"].Value;
        _operator = match.Groups["operator"].Value;
        _other = match.Groups["other"].Success ? match.Groups["other"].Value : null;
        _factor = _other is null ? 0 : Number(match.Groups["factor"].Value);
        _slack = match.Groups["slack"].Success ? Number(match.Groups["slack"].Value) * Units[match.Groups["unit"].Value] : 0;
    }

    public string Text { get; }

    /// <exception cref="FormatException">The text is none; the message says what is accepted.</exception>
    public static Threshold Parse(string text)
    {
        Match match = Grammar().Match(text);
        if (!match.Success || !IsKnown(match.Groups["metric"].Value) || (match.Groups["other"].Success && !IsKnown(match.Groups["other"].Value)))
        {
            throw new FormatException($"--threshold is \"{text}\"; write METRIC < VALUE, such as \"p99 < 20ms\", \"failed <= 0.1%\", \"rate >= 1000\", \"others.status.429 <= 0\" or \"during.p99 < 3 * before.p99 + 10ms\". Metrics: mean, p50, p75, p90, p95, p99, p99.9, max, rate, achieved, failed, requests, answered, status.NNN, status.Nxx.");
        }

        return new Threshold(match);
    }

    /// <summary>Compares with what was measured. What names no scenario of the run is not kept: a typo must not pass.</summary>
    public ThresholdResult Evaluate(RunResult result)
    {
        if (ValueOf(_metric, result) is not { } measured)
        {
            return new ThresholdResult(Text, false, $"{_metric} was not measured");
        }

        double limit = _slack;
        if (_other is not null)
        {
            if (ValueOf(_other, result) is not { } other)
            {
                return new ThresholdResult(Text, false, $"{_other} was not measured");
            }

            limit += _factor * other;
        }

        bool passed = _operator switch
        {
            "<" => measured < limit,
            "<=" => measured <= limit,
            ">" => measured > limit,
            _ => measured >= limit,
        };
        string against = _other is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (limit {limit:0.###})");
        return new ThresholdResult(Text, passed, string.Create(CultureInfo.InvariantCulture, $"{measured:0.###}{against}"));
    }

    private static double? ValueOf(string metric, RunResult result)
    {
        int dot = metric.IndexOf('.');
        StepResult[] steps = dot < 0 ? [] : [.. result.Steps.Where(step => step.Scenario == metric[..dot])];
        string name = steps.Length == 0 ? metric : metric[(dot + 1)..];
        steps = steps.Length == 0 ? [result.Total] : steps;
        long requests = steps.Sum(static step => step.Requests);
        return name switch
        {
            "requests" => requests,
            "answered" => steps.Sum(static step => step.Answered),
            "rate" => steps[0].Rate,
            _ when name.StartsWith("status.", StringComparison.Ordinal) => steps.SelectMany(static step => step.Statuses).Where(pair => IsOf(pair.Key, name["status.".Length..])).Sum(static pair => pair.Value),
            _ when requests == 0 => null, // No figure of nothing is good.
            "achieved" => steps[0].IntendedRate is { } intended ? steps[0].Rate / intended * 100 : null,
            "failed" => 100.0 * steps.Sum(static step => step.Failed) / requests,
            _ => steps.Max(step => TimeOf(name, step.Latency)),
        };
    }

    private static double? TimeOf(string name, LatencyResult latency) => name switch
    {
        "mean" => latency.Mean,
        "p50" => latency.P50,
        "p75" => latency.P75,
        "p90" => latency.P90,
        "p95" => latency.P95,
        "p99" => latency.P99,
        "p99.9" => latency.P999,
        "max" => latency.Max,
        _ => null,
    };

    private static bool IsOf(string status, string pattern) => pattern.EndsWith("xx", StringComparison.Ordinal) ? status[0] == pattern[0] : status == pattern;

    private static bool IsKnown(string metric) => Metric().IsMatch(metric);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<metric>[a-z][\w.-]*)\s*(?<operator><=|>=|<|>)\s*(?:(?<factor>\d+(?:\.\d+)?)\s*\*\s*(?<other>[a-z][\w.-]*)(?:\s*\+\s*(?<slack>\d+(?:\.\d+)?)(?<unit>us|µs|ms|s|%)?)?|(?<slack>\d+(?:\.\d+)?)(?<unit>us|µs|ms|s|%)?)\s*$")]
    private static partial Regex Grammar();

    [GeneratedRegex(@"^(?:[a-z][\w-]*\.)?(?:mean|p50|p75|p90|p95|p99|p99\.9|max|rate|achieved|failed|requests|answered|status\.[1-5](?:\d\d|xx))$")]
    private static partial Regex Metric();
}
