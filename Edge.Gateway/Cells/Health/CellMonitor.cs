using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Ops;
using Yarp.ReverseProxy;

namespace Edge.Gateway.Cells.Health;

/// <summary>Ten times a second looks after every cell: probes that are due, tries that take too long, destinations that fell silent; once a second compares them.</summary>
internal sealed partial class CellMonitor(LiveCells cells, IDestinationProbe probe, Lazy<IProxyStateLookup> proxy, TimeProvider time, ILogger<CellMonitor> logger)
    : IHostedService, IReadinessCondition, IDisposable
{
    /// <summary>Time between steps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Steps between comparisons of destinations.</summary>
    public const int StepsPerLook = 10;

    /// <summary>Part of the interval by which each probe's time varies, so that nodes and destinations do not fall in step.</summary>
    public const double Jitter = 0.1;

    private readonly SilenceDetector _silence = new(probe, time);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private long _lastStep;
    private int _steps;
    private int _isStepping;
    private volatile bool _allProbed;

    /// <summary>Whether every destination was probed once, whatever came.</summary>
    public bool IsMet => _allProbed;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (LiveCell cell in cells.All)
        {
            cell.Current.FindCluster(proxy.Value);
            cell.ShowToProxy();
        }

        _timer = time.CreateTimer(static state => ((CellMonitor)state!).StepOnce(), this, TimeSpan.Zero, Interval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _stopping.CancelAsync();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>One step. The timer calls it, and tests.</summary>
    public void StepOnce()
    {
        if (Interlocked.Exchange(ref _isStepping, 1) != 0)
        {
            return; // The last one is not done: the machine is busy enough.
        }

        try
        {
            long now = time.GetTimestamp();
            bool wasLate = _lastStep != 0 && time.GetElapsedTime(_lastStep, now) > Interval * 3;
            _lastStep = now;
            bool isLook = ++_steps % StepsPerLook == 0;
            bool allProbed = true;
            foreach (LiveCell cell in cells.All)
            {
                allProbed &= Step(cell, now, isLook, wasLate);
            }

            _allProbed |= allProbed;
        }
        catch (Exception exception)
        {
            LogStepFailed(exception); // A bug; the next step tries again, and requests go on by the last table.
        }
        finally
        {
            Volatile.Write(ref _isStepping, 0);
        }
    }

    private bool Step(LiveCell cell, long now, bool isLook, bool wasLate)
    {
        bool allProbed = true;
        CellPolicy policy = cell.Policy;
        foreach (LiveDestination destination in cell.Table.All)
        {
            allProbed &= destination.Probe != ProbeHealth.Unknown || destination.FailedProbes > 0;
            if (now >= destination.NextProbe && !destination.IsProbing)
            {
                double spread = 1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1));
                destination.NextProbe = now + (long)(policy.Health.Interval.TotalSeconds * spread * time.TimestampFrequency);
                _ = ProbeAsync(cell, destination, policy.Health);
            }

            if (policy.Retries.PerTryTimeout > TimeSpan.Zero)
            {
                destination.Waiting.EndOlderThan(AttemptEnd.PerTryTimeout, policy.Retries.PerTryTimeout, replayableOnly: false, now, time);
            }

            if (!wasLate && _silence.IsSuspect(destination, policy.Outlier.Silence, now))
            {
                _ = _silence.AskAsync(cell, destination, _stopping.Token);
            }
        }

        cell.Tick(now);
        if (isLook)
        {
            cell.Outliers.Look();
        }

        return allProbed;
    }

    private async Task ProbeAsync(LiveCell cell, LiveDestination destination, CellHealthSettings settings)
    {
        destination.IsProbing = true;
        try
        {
            long started = time.GetTimestamp();
            ProbeResult result = await probe.ProbeAsync(destination, settings, settings.Timeout, _stopping.Token);
            if (!_stopping.IsCancellationRequested)
            {
                cell.Probed(destination, result, started);
                if (destination.Probe == ProbeHealth.Unreachable && cell.Table.Usable.Length > 0)
                {
                    destination.Waiting.EndOlderThan(AttemptEnd.DestinationLost, settings.Timeout, replayableOnly: true, time.GetTimestamp(), time); // Others can take them.
                }
            }
        }
        finally
        {
            destination.IsProbing = false;
        }
    }

    [LoggerMessage(EdgeEvents.CellStepFailed, LogLevel.Error, "The cells could not be looked after.")]
    private partial void LogStepFailed(Exception exception);
}
