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

    private readonly ConcurrentDictionary<(string Journey, string Cell, string? Destination), int> _failures = new();

    public void Observed(JourneyObservation observation)
    {
        (string, string, string?) key = (observation.Journey.Name, observation.Cell, observation.Destination);
        JourneyResult result = observation.Result;
        if (result.Verdict == JourneyVerdict.Passed)
        {
            if (!_failures.IsEmpty && _failures.TryRemove(key, out int before) && before >= Failures)
            {
                Write(observation, "system.journey.recovered", EventSeverity.Info, EventOutcome.Success, "It works again.");
            }

            return;
        }

        if (_failures.Count >= MaxKnown || _failures.AddOrUpdate(key, 1, static (_, count) => Math.Min(count + 1, int.MaxValue - 1)) != Failures)
        {
            return;
        }

        if (result.Verdict == JourneyVerdict.NotRun)
        {
            LogNotRun(result.Journey, result.Failure);
        }
        else
        {
            Write(observation, "system.journey.warning", EventSeverity.Warn, EventOutcome.Failure, result.Failure);
        }
    }

    private void Write(JourneyObservation observation, string type, EventSeverity severity, EventOutcome outcome, string reason) =>
        events.Write(new EdgeEvent(type, severity, Actor, $"{observation.Cell}/{observation.Destination ?? "front-door"}", outcome, $"{observation.Journey.Name}: {reason}") { TargetType = observation.Destination is null ? "Cell" : "Destination" });

    [LoggerMessage(EdgeEvents.JourneyNotRun, LogLevel.Warning, "Journey {Journey} cannot be run on this node: {Reason}")]
    private partial void LogNotRun(string journey, string reason);
}
