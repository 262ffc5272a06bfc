using System.Collections.Concurrent;
using Edge.Gateway.Events;

namespace Edge.Gateway.Journeys;

/// <summary>Tells operators early: a server of a cell on which a journey fails, before customers need to notice, or the way through the front door; and journeys that cannot be run here.</summary>
internal sealed partial class JourneyWarnings(IEventLog events, ILogger<JourneyWarnings> logger) : IJourneyObserver
{
    /// <summary>Failures in a row that make a warning.</summary>
    public const int Failures = 2;

    /// <summary>Most pairs of journey and server that are remembered; beyond that no further warning begins.</summary>
    public const int MaxKnown = 100_000;

    private const string Actor = "journeys";

    // By host too, through the front door: one that works must not hide another of its cell that does not.
    private readonly ConcurrentDictionary<(string Journey, string Cell, string? Destination, string? Host), int> _failures = new();
    private readonly ConcurrentDictionary<string, bool> _notRun = new(StringComparer.Ordinal); // Journeys of which the log has told.

    public void Observed(JourneyObservation observation)
    {
        JourneyResult result = observation.Result;
        if (result.Verdict == JourneyVerdict.NotRun)
        {
            if (_notRun.TryAdd(result.Journey, true))
            {
                LogNotRun(result.Journey, result.Failure);
            }

            return; // It tells nothing of the service.
        }

        _notRun.TryRemove(result.Journey, out _);
        (string, string, string?, string?) key = (result.Journey, observation.Cell, observation.Destination, observation.Destination is null ? result.Host : null);
        if (result.Verdict == JourneyVerdict.Passed)
        {
            if (!_failures.IsEmpty && _failures.TryRemove(key, out int before) && before >= Failures)
            {
                Write(observation, "system.journey.recovered", EventSeverity.Info, EventOutcome.Success, "It works again.");
            }
        }
        else if (_failures.Count < MaxKnown && _failures.AddOrUpdate(key, 1, static (_, count) => Math.Min(count + 1, int.MaxValue - 1)) == Failures)
        {
            Write(observation, "system.journey.warning", EventSeverity.Warn, EventOutcome.Failure, result.Failure);
        }
    }

    private void Write(JourneyObservation observation, string type, EventSeverity severity, EventOutcome outcome, string reason)
    {
        (string place, string kind) = observation.Destination is { } destination ? (destination, "Destination") : ("front-door", "Cell");
        events.Write(new EdgeEvent(type, severity, Actor, $"{observation.Cell}/{place}", outcome, $"{observation.Journey.Name} at {observation.Result.Host}: {reason}") { TargetType = kind });
    }

    [LoggerMessage(EdgeEvents.JourneyNotRun, LogLevel.Warning, "Journey {Journey} cannot be run on this node: {Reason}")]
    private partial void LogNotRun(string journey, string reason);
}
