using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Edge.LoadTests.Demo;
using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;
using Edge.LoadTests.Reporting;
using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Cli;

/// <summary>Runs a suite from its init to its reports.</summary>
internal static class SuiteRunner
{
    /// <summary>Time between two looks whether a late load lets an action begin.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <exception cref="InvalidOperationException">Nothing answers, or the demo does not start.</exception>
    public static async Task<RunResult> RunAsync(RunRequest request, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        LoadOptions options = request.Options;
        SuitePlan plan = request.Suite.Plan(options);
        Threshold[] thresholds = [.. plan.Thresholds.Concat(request.Thresholds).Select(Threshold.Parse)];
        DateTimeOffset started = time.GetUtcNow();
        double machineLoad = MachineLoad();
        await using DemoGateway? demo = request.Target is null
            ? await DemoGateway.StartAsync(await GatewayProgram.FindAsync(request.Gateway, output, cancellationToken), request.Suite.Demo(options), time, cancellationToken)
            : null;
        IPEndPoint address = request.Target?.Address ?? (options.IsTls ? demo!.Https : demo!.Http);
        await ProbeAsync(address, cancellationToken);

        var target = new LoadTarget(address, options.IsTls, options.IsHttp2, options.IsNewConnection) { Timeout = options.Timeout };
        using var run = new LoadRun(plan.Scenarios, target, options.WarmUp, options.Connections, options.Threads);
        List<string> notes = [];
        ThresholdResult? check;
        TimeSpan elapsed;
        await plan.Init(demo);
        try
        {
            Task load = run.RunAsync(cancellationToken);
            Task actions = FollowAsync(plan.Actions, run, load, options.WarmUp, demo, notes, time, cancellationToken);
            await Progress.ShowAsync(request.Suite.Name, run, load, output, time);
            await load;
            await actions;
            elapsed = run.Elapsed;
            check = plan.Check(demo);
        }
        finally
        {
            if (await plan.Clean(demo) is { } note)
            {
                notes.Add(note);
            }
        }

        (StepResult total, IReadOnlyList<StepResult> steps, GeneratorResult generator) = run.Summarise();
        var result = new RunResult
        {
            Suite = request.Suite.Name,
            Promise = request.Suite.Promise,
            Started = started,
            Settings = SettingsOf(request, address, machineLoad),
            Generator = generator,
            Total = total,
            Steps = steps,
            Notes = notes,
        };
        if (cancellationToken.IsCancellationRequested)
        {
            check = new ThresholdResult("runs to its end", false, string.Create(CultureInfo.InvariantCulture, $"ended after {(elapsed - options.WarmUp).TotalSeconds:0.0} s")); // Half a soak proves nothing.
        }

        result = result with { Thresholds = [.. thresholds.Select(threshold => threshold.Evaluate(result)), .. check is null ? [] : new[] { check }] };
        Report(result, request.ReportFolder, output);
        return result;
    }

    private static void Report(RunResult result, string? folder, TextWriter output)
    {
        output.WriteLine(MarkdownReport.Of(result));
        if (folder is not null)
        {
            ReportFiles.Write(folder, result);
            output.WriteLine($"Reports: {Path.Combine(folder, result.Suite)}.html, .md, .csv, .json");
        }
    }

    private static RunSettings SettingsOf(RunRequest request, IPEndPoint address, double machineLoad)
    {
        LoadOptions options = request.Options;
        return new RunSettings(
            request.Target is null ? "demo" : $"{(options.IsTls ? "https" : "http")}://{options.Host}:{address.Port}{options.Path}",
            (options.IsHttp2 ? "HTTP/2" : "HTTP/1.1") + (options.IsTls ? " over TLS" : ""),
            options.IsNewConnection ? "new" : "kept",
            options.Connections,
            options.Threads,
            options.Duration.TotalSeconds,
            options.WarmUp.TotalSeconds,
            Environment.ProcessorCount,
            machineLoad);
    }

    // One connection says more clearly than a thousand failed requests that nobody is there.
    private static async Task ProbeAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new InvalidOperationException($"Nothing answers at {address}: {exception.Message}.");
        }
    }

    private static async Task FollowAsync(
        IReadOnlyList<TimedAction> actions, LoadRun run, Task load, TimeSpan warmUp, DemoGateway? demo, List<string> notes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (demo is null)
        {
            return;
        }

        await run.Begun;
        try
        {
            await ActAsync(actions, run, load, warmUp, demo, notes, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was measured until then is reported; what else was to happen does not.
        }
    }

    private static async Task ActAsync(
        IReadOnlyList<TimedAction> actions, LoadRun run, Task load, TimeSpan warmUp, DemoGateway demo, List<string> notes, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (TimedAction action in actions)
        {
            TimeSpan wait = warmUp + action.At - run.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            while (!action.When(run) && !load.IsCompleted)
            {
                await Task.Delay(Look, time, cancellationToken);
            }

            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{(run.Elapsed - warmUp).TotalSeconds:0.0} s: {action.Note}"));
            await action.Run(demo);
        }
    }

    private static double MachineLoad() =>
        double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : 0;
}
