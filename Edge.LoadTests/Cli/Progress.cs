using System.Globalization;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;
using Spectre.Console;

namespace Edge.LoadTests.Cli;

/// <summary>Shows in a terminal how a run goes: a table that is drawn anew each second, with the latencies of the newest whole point of the charts. Says nothing where nobody looks.</summary>
internal static class Progress
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Comes back when the load has ended, however it did.</summary>
    public static async Task ShowAsync(string name, LoadRun run, Task load, TextWriter output, TimeProvider time)
    {
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            await Task.WhenAny(load);
            return;
        }

        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        await AnsiConsole.Live(Draw(name, run, before)).StartAsync(async context =>
        {
            while (!load.IsCompleted)
            {
                await Task.WhenAny(load, Task.Delay(Tick, time));
                context.UpdateTarget(Draw(name, run, before));
            }
        });
    }

    private static Table Draw(string name, LoadRun run, Dictionary<string, long> before)
    {
        var table = new Table { Title = new TableTitle(string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(name)}: {run.Elapsed.TotalSeconds:0} of {run.Length.TotalSeconds:0} s")) };
        table.AddColumns("scenario", "step", "answered", "last second", "p50 ms", "p99 ms", "failed");
        int newest = run.LastInterval;
        foreach (IGrouping<(string Scenario, string Step), StepRecorder> step in run.Recorders.GroupBy(static recorder => (recorder.Scenario, recorder.Step)))
        {
            long answered = step.Sum(static recorder => recorder.Answered);
            long failed = step.Sum(static recorder => recorder.Failed);
            LatencyHistogram latency = newest < 0 ? new LatencyHistogram() : RunSummary.Interval(step, newest);
            string key = $"{step.Key.Scenario}/{step.Key.Step}";
            table.AddRow(
                Markup.Escape(step.Key.Scenario),
                Markup.Escape(step.Key.Step),
                answered.ToString("N0", CultureInfo.InvariantCulture),
                (answered - before.GetValueOrDefault(key)).ToString("N0", CultureInfo.InvariantCulture),
                Milliseconds(latency, 50),
                Milliseconds(latency, 99),
                failed == 0 ? "0" : $"[red]{failed.ToString("N0", CultureInfo.InvariantCulture)}[/]");
            before[key] = answered;
        }

        return table;
    }

    private static string Milliseconds(LatencyHistogram latency, double percent) =>
        latency.Count == 0 ? "" : latency.Percentile(percent).TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture);
}
