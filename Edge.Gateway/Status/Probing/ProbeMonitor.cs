using System.Collections.Concurrent;
using Edge.Gateway.Journeys;

namespace Edge.Gateway.Status.Probing;

/// <summary>A monitor that stands elsewhere: runs the journeys, keeps the results with their times, and reports them.</summary>
internal sealed class ProbeMonitor(
    IReadOnlyList<(Journey Journey, Uri Target)> runs, JourneyRunner runner, ProbeBuffer buffer, ProbeSender sender, TimeProvider time, TextWriter output, TextWriter errors)
{
    /// <summary>Time between looks for runs that are due.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between reports.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(2);

    /// <summary>Longest pause while the gateway cannot be reached.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Journey, Uri Target), JourneyVerdict> _verdicts = new();
    private readonly ConcurrentDictionary<(string Journey, Uri Target), byte> _running = new();

    /// <summary>Each run once, and one report. 0: all passed and told; 2: something failed; 1: it could not be told.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        JourneyResult[] results = await Task.WhenAll(runs.Select(run => RunAsync(run.Journey, run.Target, cancellationToken)));
        if (await sender.SendAsync(cancellationToken) is { } why)
        {
            await errors.WriteLineAsync($"Not reported: {why}");
            return 1;
        }

        return results.All(static result => result.Verdict == JourneyVerdict.Passed) ? 0 : 2;
    }

    /// <summary>Runs and reports until it is stopped.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Task reporting = ReportAsync(cancellationToken);
        JourneySchedule schedule = new(time, Random.Shared);
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach ((Journey journey, Uri target) in runs)
                {
                    if (!_running.ContainsKey((journey.Name, target)) && schedule.IsDue(journey.Name, target.AbsoluteUri, journey.Interval) && _running.TryAdd((journey.Name, target), 0))
                    {
                        _ = RunAsync(journey, target, cancellationToken).ContinueWith(_ => _running.TryRemove((journey.Name, target), out byte _), TaskScheduler.Default);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is stopped.
        }

        await reporting;
        return 0;
    }

    private async Task<JourneyResult> RunAsync(Journey journey, Uri target, CancellationToken cancellationToken)
    {
        JourneyResult result = await runner.RunAsync(journey, target, target.IdnHost, [], cancellationToken);
        if (result.Verdict != JourneyVerdict.NotRun)
        {
            buffer.Add(new ProbeReportResult(journey.Name, result.Host, result.Started, result.Duration.TotalMilliseconds, journey.Validity.TotalMilliseconds, ProbeReportResult.Word(result.Verdict), result.Failure));
        }

        if (!_verdicts.TryGetValue((journey.Name, target), out JourneyVerdict before) || before != result.Verdict)
        {
            _verdicts[(journey.Name, target)] = result.Verdict;
            await output.WriteLineAsync($"{result.Started:yyyy-MM-dd'T'HH:mm:ss'Z'} {journey.Name} at {target.IdnHost}: {ProbeReportResult.Word(result.Verdict)}{(result.Failure.Length > 0 ? ", " + result.Failure : "")}");
        }

        return result;
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = ReportInterval;
        string? last = null;
        try
        {
            while (true)
            {
                await Task.Delay(buffer.Count > ProbeReport.MaxResults && last is null ? TimeSpan.FromMilliseconds(100) : pause, time, cancellationToken);
                string? why = await TrySendAsync(cancellationToken);
                if (why is not null && why != last)
                {
                    await errors.WriteLineAsync($"Not reported, {buffer.Count} results wait ({buffer.Dropped} let go): {why}");
                }

                pause = why is null ? ReportInterval : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                last = why;
            }
        }
        catch (OperationCanceledException)
        {
            // It is stopped.
        }
    }

    // The loop goes on whatever happens: a monitor that reports no more looks like one that is gone.
    private async Task<string?> TrySendAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception.Message;
        }
    }
}
