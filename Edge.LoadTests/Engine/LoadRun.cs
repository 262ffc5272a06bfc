using System.Diagnostics;
using Edge.LoadTests.Http;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Engine;

/// <summary>Scenarios beside each other on a target: makes the workers, lets them run, gives their measures.</summary>
internal sealed class LoadRun : IDisposable
{
    /// <summary>Points of a chart, at most; a longer run has wider ones, of at least a second.</summary>
    private const int MaxIntervals = 300;

    private readonly (Scenario Scenario, ArrivalSchedule Schedule)[] _scenarios;
    private readonly Worker[] _workers;
    private readonly nint _tlsContext;
    private readonly LoadTarget _target;
    private readonly TimeSpan _warmUp;
    private readonly TimeSpan _interval;
    private readonly int _intervals;
    private long _start;

    /// <param name="scenarios">What to run, side by side.</param>
    /// <param name="target">Where.</param>
    /// <param name="warmUp">Load before anything is counted.</param>
    /// <param name="connections">Connections of a scenario that does not say how many.</param>
    /// <param name="threads">Workers; connections and arrivals are dealt out to them.</param>
    public LoadRun(IReadOnlyList<Scenario> scenarios, LoadTarget target, TimeSpan warmUp, int connections, int threads)
    {
        (_target, _warmUp) = (target, warmUp);
        _scenarios = [.. scenarios.Select(scenario => (scenario, ArrivalSchedule.Of(scenario.Simulations, warmUp)))];
        Length = TimeSpan.FromMicroseconds(_scenarios.Max(static pair => pair.Schedule.End) / 1000);
        TimeSpan counted = Length - warmUp;
        _interval = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(counted.TotalSeconds / MaxIntervals)));
        _intervals = Math.Max(1, (int)Math.Ceiling(counted / _interval));
        _tlsContext = target.IsTls ? OpenSsl.NewContext(target.IsHttp2) : 0;
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new Worker())];
        for (int index = 0; index < threads; index++)
        {
            foreach ((Scenario scenario, ArrivalSchedule schedule) in _scenarios)
            {
                int count = Math.Max(threads, Math.Max(scenario.Connections ?? connections, target.IsHttp2 ? 0 : schedule.MaxCopies));
                int own = (count / threads) + (index < count % threads ? 1 : 0);
                _workers[index].Add(new Lane(_workers[index], scenario, target, schedule, new LanePlan(
                    index, threads, own, (long)warmUp.TotalMicroseconds * 1000, (long)_interval.TotalMicroseconds * 1000, _intervals, _tlsContext)));
            }
        }
    }

    /// <summary>Warm-up and load.</summary>
    public TimeSpan Length { get; }

    /// <summary>Counters to show while the run goes on.</summary>
    public IEnumerable<StepRecorder> Recorders => _workers.SelectMany(static worker => worker.Lanes).SelectMany(static lane => lane.Recorders);

    /// <summary>Time since the load began, warm-up included; zero before.</summary>
    public TimeSpan Elapsed => Volatile.Read(ref _start) is var start and not 0 ? Stopwatch.GetElapsedTime(start) : TimeSpan.Zero;

    /// <summary>Index of the newest point of the charts whose time is over; below zero before there is one.</summary>
    public int LastInterval => Math.Min(_intervals, (int)Math.Floor((Elapsed - _warmUp) / _interval)) - 1;

    /// <summary>Completes when the load has begun.</summary>
    public Task Begun => _begun.Task;

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether all requests of a scenario of the open model were due, and have ended.</summary>
    public bool IsOver(string scenario)
    {
        (Scenario found, ArrivalSchedule schedule) = Array.Find(_scenarios, pair => pair.Scenario.Name == scenario);
        long due = schedule.Stretches.Where(stretch => stretch.Begin >= _warmUp.TotalNanoseconds).Sum(static stretch => stretch.Arrivals);
        return Recorders.Where(recorder => recorder.Scenario == scenario && recorder.Step == found.Steps[0].Name).Sum(static recorder => recorder.Ended) == due;
    }

    /// <summary>Whether a request of a scenario was answered with such a status.</summary>
    public bool HasAnswered(string scenario, Func<int, bool> isSuch) =>
        Recorders.Where(recorder => recorder.Scenario == scenario).Any(recorder => Enumerable.Range(0, recorder.Statuses.Length).Any(status => isSuch(status) && Volatile.Read(ref recorder.Statuses[status]) > 0));

    /// <summary>Runs to the end, or until cancelled: then what was measured so far is kept.</summary>
    /// <exception cref="InvalidOperationException">A worker broke.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ready = new Barrier(_workers.Length, _ =>
        {
            Volatile.Write(ref _start, Stopwatch.GetTimestamp());
            _begun.TrySetResult();
        });
        long end = (long)Length.TotalMicroseconds * 1000;
        await Task.WhenAll(_workers.Select(worker => Task.Factory.StartNew(
            () => worker.Run(ready, () => Volatile.Read(ref _start), end, (long)_target.Timeout.TotalNanoseconds, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        _begun.TrySetResult();
        if (_workers.Select(static worker => worker.Error).FirstOrDefault(static error => error is not null) is { } error)
        {
            throw new InvalidOperationException($"The generator broke: {error.Message}", error);
        }
    }

    /// <summary>Measures of every step, and of all together.</summary>
    public (StepResult Total, IReadOnlyList<StepResult> Steps, GeneratorResult Generator) Summarise()
    {
        List<StepResult> steps = [];
        TimeSpan counted = Elapsed < Length ? Elapsed : Length;
        double? intended = 0;
        foreach ((Scenario scenario, ArrivalSchedule schedule) in _scenarios)
        {
            (double seconds, double? rate) = Load(schedule, (long)counted.TotalMicroseconds * 1000);
            intended = rate is null ? null : intended + (rate * seconds);
            foreach (Step step in scenario.Steps)
            {
                StepRecorder[] recorders = [.. Recorders.Where(recorder => recorder.Scenario == scenario.Name && recorder.Step == step.Name)];
                steps.Add(RunSummary.Step(recorders, seconds, step == scenario.Steps[0] ? rate : null, _interval.TotalSeconds, _intervals));
            }
        }

        double all = Math.Max(0.001, (counted - _warmUp).TotalSeconds);
        StepResult total = RunSummary.Step([.. Recorders], all, intended / all, _interval.TotalSeconds, _intervals) with { Scenario = "all", Step = "all" };
        return (total, steps, RunSummary.Generator(_workers, total));
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }

        if (_tlsContext != 0)
        {
            OpenSsl.FreeContext(_tlsContext);
        }
    }

    // Seconds under load after the warm-up, and the requests due per second of them; no rate for the closed model.
    private (double Seconds, double? Rate) Load(ArrivalSchedule schedule, long end)
    {
        long warmUp = (long)_warmUp.TotalMicroseconds * 1000;
        double nanoseconds = 0;
        double arrivals = 0;
        foreach (ArrivalSchedule.Stretch stretch in schedule.Stretches.Where(stretch => stretch.Begin >= warmUp && stretch.Begin < end && (stretch.Arrivals > 0 || stretch.Copies > 0)))
        {
            double part = Math.Min(end, stretch.End) - stretch.Begin;
            nanoseconds += part;
            arrivals += stretch.Arrivals * part / (stretch.End - stretch.Begin);
        }

        double seconds = Math.Max(0.001, nanoseconds / 1e9);
        return (seconds, schedule.MaxCopies > 0 ? null : arrivals / seconds);
    }
}
