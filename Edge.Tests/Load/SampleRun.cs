using Edge.LoadTests.Measuring;

namespace Edge.Tests.Load;

/// <summary>A result as a run gives it, with numbers that are easy to tell apart.</summary>
internal static class SampleRun
{
    public static RunResult Create(double othersP99 = 4) => new()
    {
        Suite = "sample",
        Promise = "Nothing <breaks>.",
        Started = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Settings = new RunSettings("demo", "HTTP/1.1", "kept", 8, 1, 30, 5, 2, 0.5),
        Generator = new GeneratorResult(12.5, 0.02, 0.1, 0.9, 0, 6.5, null),
        Total = Step("all", 12, 1000, 10) with { IntendedRate = 100, Rate = 95, Latency = new LatencyResult(3, 2, 4, 6, 9, 12, 50, 60) },
        Steps =
        [
            Step("noisy", 20, 500, 10) with { Statuses = new Dictionary<string, long> { ["200"] = 493, ["429"] = 7 }, Failures = new Dictionary<string, long> { ["timeout"] = 3 } },
            Step("others", othersP99, 500, 0),
            Step("idle", 0, 0, 0),
            Step("two", 5, 100, 0),
            Step("two", 30, 100, 100) with { Step = "second" },
        ],
        Thresholds = [new ThresholdResult("failed <= 1%", true, "1"), new ThresholdResult("p99 < 5ms", false, "12")],
        Notes = ["1.0 s: cell na-1 is lost"],
    };

    private static StepResult Step(string scenario, double p99, long requests, long failed) => new()
    {
        Scenario = scenario,
        Step = "read",
        Requests = requests,
        Answered = requests,
        Failed = failed,
        FailedPercent = requests == 0 ? 0 : 100.0 * failed / requests,
        Rate = requests / 10.0,
        IntendedRate = requests / 10.0,
        Latency = new LatencyResult(p99 / 4, p99 / 4, p99 / 3, p99 / 2, p99 / 2, p99, p99, p99),
        Statuses = new Dictionary<string, long> { ["200"] = requests },
        Series = [new SeriesPoint(0, requests / 2, failed, 1, 2), new SeriesPoint(1, requests / 2, 0, 1, 2)],
    };
}
