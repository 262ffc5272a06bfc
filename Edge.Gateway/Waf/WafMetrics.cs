using System.Diagnostics.Metrics;
using Edge.Gateway.Http;
using Edge.Gateway.Observability;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Counts verdicts and matches, and measures what the engine costs.</summary>
internal sealed class WafMetrics
{
    /// <summary>Bounds in seconds, 10 µs to 1 s: most requests take tens of microseconds.</summary>
    private static readonly InstrumentAdvice<double> EngineSeconds = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1],
    };

    private static readonly object[] Phases = ["none", "1", "2", "3", "4"];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _matches;
    private readonly Counter<long> _unreportedEvents;
    private readonly Counter<long> _unwrittenLines;
    private readonly Histogram<double> _duration;

    public WafMetrics(IMeterFactory meters)
    {
        Meter meter = EdgeMeter.Create(meters);
        _requests = meter.CreateCounter<long>("edge.waf.requests", "{request}", "Requests that the rules judged, by verdict and by the phase that blocked.");
        _matches = meter.CreateCounter<long>("edge.waf.rule.matches", "{match}", "Logged matches by rule.");
        _unreportedEvents = meter.CreateCounter<long>("edge.waf.events.dropped", "{event}", "Blocked requests without an event of their own, because there were too many in a second.");
        _unwrittenLines = meter.CreateCounter<long>("edge.waf.audit.dropped", "{line}", "Audit lines that were not written: the queue was full, or the file could not be written.");
        _duration = meter.CreateHistogram("edge.waf.duration", "s", "Time that the rules took for a request, all phases.", null, EngineSeconds);
    }

    public void Judged(WafOutcome verdict, Interruption? interruption, TimeSpan elapsed)
    {
        if (_requests.Enabled)
        {
            _requests.Add(1, new KeyValuePair<string, object?>("verdict", Name(verdict)), new KeyValuePair<string, object?>("phase", Phases[Math.Clamp(interruption?.Phase ?? 0, 0, 4)]));
        }

        _duration.Record(elapsed.TotalSeconds);
    }

    /// <param name="rule">The rule's id; rules are a closed set.</param>
    public void Matched(string rule)
    {
        if (_matches.Enabled)
        {
            _matches.Add(1, new KeyValuePair<string, object?>("rule", rule));
        }
    }

    public void AuditDropped() => _unwrittenLines.Add(1);

    public void EventDropped() => _unreportedEvents.Add(1);

    public static string Name(WafOutcome verdict) => verdict switch
    {
        WafOutcome.Passed => "passed",
        WafOutcome.Detected => "detected",
        WafOutcome.Blocked => "blocked",
        WafOutcome.Failed => "failed",
        _ => "none",
    };
}
