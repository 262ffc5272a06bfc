using System.Globalization;
using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Measuring;

/// <summary>Puts together what the workers saw.</summary>
internal static class RunSummary
{
    /// <summary>A thread busier than this, in percent, had no time to be on time.</summary>
    private const double MaxBusyPercent = 95;

    /// <summary>Lag that may be the generator's own, when it is also a tenth of what was measured.</summary>
    private static readonly TimeSpan MaxLag = TimeSpan.FromMilliseconds(1);

    /// <summary>One step from the recorders of all workers.</summary>
    /// <param name="recorders">Of the same step.</param>
    /// <param name="loadSeconds">How long the scenario put load on; pauses are not counted.</param>
    /// <param name="intendedRate">Requests due per second, where the model says so.</param>
    /// <param name="intervalSeconds">Width of a point.</param>
    /// <param name="intervals">Points of the charts.</param>
    public static StepResult Step(IReadOnlyList<StepRecorder> recorders, double loadSeconds, double? intendedRate, double intervalSeconds, int intervals)
    {
        LatencyHistogram latency = Merge(recorders.Select(static recorder => recorder.Latency), LatencyHistogram.ThreeDigits);
        long answered = recorders.Sum(static recorder => recorder.Answered);
        long missing = recorders.Sum(static recorder => recorder.Failures.Sum());
        long failed = recorders.Sum(static recorder => recorder.Failed);
        return new StepResult
        {
            Scenario = recorders[0].Scenario,
            Step = recorders[0].Step,
            Requests = answered + missing,
            Answered = answered,
            Failed = failed,
            FailedPercent = answered + missing == 0 ? 0 : 100.0 * failed / (answered + missing),
            Rate = answered / loadSeconds,
            IntendedRate = intendedRate,
            MegabytesPerSecond = recorders.Sum(static recorder => recorder.Bytes) / loadSeconds / 1e6,
            Latency = LatencyResult.Of(latency),
            Statuses = Enumerable.Range(0, 600)
                .Select(status => (status, count: recorders.Sum(recorder => recorder.Statuses[status])))
                .Where(static pair => pair.count > 0)
                .ToDictionary(static pair => pair.status.ToString(CultureInfo.InvariantCulture), static pair => pair.count),
            Failures = Enum.GetValues<FailureKind>()
                .Select(kind => (kind, count: recorders.Sum(recorder => recorder.Failures[(int)kind])))
                .Where(static pair => pair.count > 0)
                .ToDictionary(static pair => Name(pair.kind), static pair => pair.count),
            Series = [.. Enumerable.Range(0, intervals).Select(index => Point(recorders, index, intervalSeconds))],
        };
    }

    /// <summary>What the generator itself did; judged against the times it measured.</summary>
    public static GeneratorResult Generator(IReadOnlyList<Worker> workers, StepResult total)
    {
        LatencyHistogram lag = Merge(workers.SelectMany(static worker => worker.Lanes).Select(static lane => lane.Lag), LatencyHistogram.ThreeDigits);
        double busy = workers.Max(static worker => worker.BusyShare) * 100;
        long begun = workers.Sum(static worker => worker.Lanes.Sum(static lane => lane.Begun));
        double starved = begun == 0 ? 0 : 100.0 * workers.Sum(static worker => worker.Lanes.Sum(static lane => lane.Starved)) / begun;
        long sent = workers.Sum(static worker => worker.Lanes.Sum(static lane => lane.Sent));
        double cpu = sent == 0 ? 0 : workers.Sum(static worker => worker.CpuNanoseconds) / 1000.0 / sent;
        TimeSpan late = lag.Percentile(99);
        string? bottleneck = busy > MaxBusyPercent
            ? string.Create(CultureInfo.InvariantCulture, $"A thread of the generator was busy for {busy:0} % of the time: the target could do more. Use more --threads, or another core.")
            : late > MaxLag && late.TotalMilliseconds > total.Latency.P99 / 10
                ? string.Create(CultureInfo.InvariantCulture, $"1 % of the requests began {late.TotalMilliseconds:0.##} ms late or more although a connection was free: the machine had no time for the generator, and the upper percentiles hold its delay.")
                : null;
        return new GeneratorResult(Math.Round(busy, 1), lag.Percentile(50).TotalMilliseconds, late.TotalMilliseconds, lag.Max.TotalMilliseconds, Math.Round(starved, 2), Math.Round(cpu, 2), bottleneck);
    }

    /// <summary>Latencies of what was due in an interval; empty when nothing was.</summary>
    public static LatencyHistogram Interval(IEnumerable<StepRecorder> recorders, int index) =>
        Merge(recorders.Select(recorder => recorder.Interval(index)).OfType<LatencyHistogram>(), LatencyHistogram.Chart);

    private static LatencyHistogram Merge(IEnumerable<LatencyHistogram> histograms, int bits)
    {
        var merged = new LatencyHistogram(bits);
        foreach (LatencyHistogram histogram in histograms)
        {
            merged.Add(histogram);
        }

        return merged;
    }

    private static SeriesPoint Point(IReadOnlyList<StepRecorder> recorders, int index, double intervalSeconds)
    {
        LatencyHistogram latency = Interval(recorders, index);
        return new SeriesPoint(
            index * intervalSeconds, latency.Count, recorders.Sum(recorder => recorder.FailedIn(index)), latency.Percentile(50).TotalMilliseconds, latency.Percentile(99).TotalMilliseconds);
    }

    private static string Name(FailureKind kind) => kind switch
    {
        FailureKind.Connect => "connect",
        FailureKind.Broken => "broken",
        FailureKind.Timeout => "timeout",
        FailureKind.Malformed => "malformed",
        _ => "notSent",
    };
}
