using System.Diagnostics.Metrics;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Journeys;

/// <summary>Counts runs by journey, cell, view and outcome.</summary>
internal sealed class JourneyMetrics(IMeterFactory meters) : IJourneyObserver
{
    private readonly Counter<long> _runs = EdgeMeter.Create(meters).CreateCounter<long>("edge.journey.runs", "{run}", "Runs of synthetic transactions, by journey, cell, view and outcome.");

    public void Observed(JourneyObservation observation) => _runs.Add(
        1,
        new KeyValuePair<string, object?>("journey", observation.Journey.Name),
        new KeyValuePair<string, object?>("cell", observation.Cell),
        new KeyValuePair<string, object?>("view", observation.Destination is null ? "front-door" : "direct"),
        new KeyValuePair<string, object?>("outcome", observation.Result.Verdict switch
        {
            JourneyVerdict.Passed => "passed",
            JourneyVerdict.Failed => "failed",
            JourneyVerdict.Unanswered => "unanswered",
            _ => "not-run",
        }));
}
