using System.Net;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Gateway.Listeners;
using Edge.Gateway.Ops;

namespace Edge.Gateway.Journeys;

/// <summary>Runs every journey against every cell, through this node's front door and directly.</summary>
internal sealed partial class JourneyService(
    SnapshotStore snapshots, ReadinessState readiness, OwnConnections own, IServiceProvider services, IEnumerable<IJourneyObserver> observers, TimeProvider time, ILogger<JourneyService> logger) : BackgroundService
{
    /// <summary>Time between looks for runs that are due.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Most runs begun in a second: with more targets than that the intervals grow.</summary>
    public const int MaxRunsPerSecond = 50;

    private readonly IJourneyObserver[] _observers = [.. observers];
    private readonly JourneySchedule _schedule = new(time, Random.Shared);
    private readonly HashSet<(string Journey, string Target)> _running = [];
    private readonly Lock _lock = new();
    private readonly HttpMessageInvoker _direct = JourneyClients.Plain();
    private HttpMessageInvoker? _frontDoor;
    private Uri? _listener;
    private EdgeSnapshot? _snapshot;
    private IReadOnlyList<JourneyTarget> _targets = [];
    private int _rotation;

    /// <summary>Begins what is due.</summary>
    public void StepOnce(CancellationToken cancellationToken)
    {
        EdgeSnapshot snapshot = snapshots.Current;
        if (!ReferenceEquals(_snapshot, snapshot))
        {
            _targets = JourneyTargets.Of(snapshot);
            _schedule.Keep(_targets.SelectMany(static target => new[] { (target.Journey.Name, Key(target, isDirect: false)), (target.Journey.Name, Key(target, isDirect: true)) }).ToHashSet());
            _snapshot = snapshot;
        }

        if (_targets.Count == 0 || readiness.IsStopping)
        {
            return; // A node that leaves is no measure of the service.
        }

        foreach (JourneyTarget target in _targets)
        {
            TimeSpan interval = target.Journey.Interval * Stretch(_targets.Count);
            if (IsDue(target, isDirect: false, interval))
            {
                _ = RunAsync(target, isDirect: false, () => ThroughFrontDoorAsync(target, cancellationToken));
            }

            if (IsDue(target, isDirect: true, interval) && PickDestination(snapshot, target) is { } destination)
            {
                _ = RunAsync(target, isDirect: true, () => DirectlyAsync(target, destination, cancellationToken));
            }
        }
    }

    public override void Dispose()
    {
        _direct.Dispose();
        _frontDoor?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (readiness.IsListening)
                {
                    StepOnce(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private static double Stretch(int targets) => Math.Max(1, 2.0 * targets / MaxRunsPerSecond / Journey.MinInterval.TotalSeconds);

    private TimeSpan ValidityOf(Journey journey) => journey.Validity * Stretch(_targets.Count);

    private static string Key(JourneyTarget target, bool isDirect) => isDirect ? "direct " + target.Cell : target.Host;

    private bool IsDue(JourneyTarget target, bool isDirect, TimeSpan interval)
    {
        lock (_lock)
        {
            return !_running.Contains((target.Journey.Name, Key(target, isDirect))) && _schedule.IsDue(target.Journey.Name, Key(target, isDirect), interval);
        }
    }

    private async Task RunAsync(JourneyTarget target, bool isDirect, Func<Task<JourneyObservation>> run)
    {
        (string, string) key = (target.Journey.Name, Key(target, isDirect));
        lock (_lock)
        {
            _running.Add(key);
        }

        try
        {
            JourneyObservation observation = await Task.Run(run);
            foreach (IJourneyObserver observer in _observers)
            {
                observer.Observed(observation);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        catch (Exception exception)
        {
            LogFailed(exception, target.Journey.Name); // A bug; nothing was measured, and the next run tries again.
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(key);
            }
        }
    }

    private async Task<JourneyObservation> ThroughFrontDoorAsync(JourneyTarget target, CancellationToken cancellationToken)
    {
        if (_frontDoor is null)
        {
            _listener = ListenerAddresses.Https(services) ?? ListenerAddresses.Http(services)!;
            IPAddress address = IPAddress.Parse(_listener.IdnHost.Trim('[', ']'));
            address = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : address;
            Interlocked.CompareExchange(ref _frontDoor, JourneyClients.FrontDoor(new IPEndPoint(address, _listener.Port), own, time), null);
        }

        Uri url = new($"{_listener!.Scheme}://{target.Host}:{_listener.Port}");
        JourneyResult result = await new JourneyRunner(_frontDoor, time).RunAsync(target.Journey, url, target.Host, [], cancellationToken);
        return new JourneyObservation(target.Journey, target.Cell, null, result, ValidityOf(target.Journey));
    }

    private async Task<JourneyObservation> DirectlyAsync(JourneyTarget target, LiveDestination destination, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] headers = [new("X-Edge-Tenant", target.Tenant), new("X-Edge-Cell", target.Cell), new("X-Forwarded-Host", target.Host), new("X-Forwarded-Proto", "https")];
        JourneyResult result = await new JourneyRunner(_direct, time).RunAsync(target.Journey, new Uri(destination.Address), target.Host, headers, cancellationToken);
        return new JourneyObservation(target.Journey, target.Cell, destination.Id, result, ValidityOf(target.Journey));
    }

    // One after the other; those that operators drained are meant to be out.
    private LiveDestination? PickDestination(EdgeSnapshot snapshot, JourneyTarget target)
    {
        LiveDestination[] all = snapshot.Get<CellTable>().TryGet(target.Cell, out Cell? cell) ? [.. cell.Live.Table.All.Where(static destination => destination.Share > 0)] : [];
        return all.Length == 0 ? null : all[(int)((uint)Interlocked.Increment(ref _rotation) % (uint)all.Length)];
    }

    [LoggerMessage(EdgeEvents.JourneyFailed, LogLevel.Error, "Journey {Journey} could not be run.")]
    private partial void LogFailed(Exception exception, string journey);
}
