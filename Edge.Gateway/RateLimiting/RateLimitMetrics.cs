using System.Diagnostics.Metrics;
using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting.Fleet;

namespace Edge.Gateway.RateLimiting;

/// <summary>Counts decisions by bucket; buckets are a closed set, tenants are not.</summary>
internal sealed class RateLimitMetrics
{
    private readonly Counter<long> _decisions;

    public RateLimitMetrics(IMeterFactory meters, CounterDirectory counters, FleetState fleet)
    {
        Meter meter = meters.Create("Edge.Gateway");
        _decisions = meter.CreateCounter<long>("edge.ratelimit.decisions", "{decision}", "Rate-limit decisions by bucket and outcome.");
        meter.CreateObservableGauge(
            "edge.ratelimit.store_lost",
            () => counters.IsFleet ? [new Measurement<int>(fleet.IsLost ? 1 : 0)] : Array.Empty<Measurement<int>>(),
            description: "Whether limits go on with this node's share, because the fleet's store does not answer or does not take writes.");
    }

    public void Decided(Bucket bucket, RateLimitDecision decision)
    {
        if (_decisions.Enabled)
        {
            _decisions.Add(1, new KeyValuePair<string, object?>("bucket", bucket.Id), new KeyValuePair<string, object?>("decision", Name(decision)));
        }
    }

    private static string Name(RateLimitDecision decision) => decision switch
    {
        RateLimitDecision.Allowed => "allowed",
        RateLimitDecision.Denied => "denied",
        RateLimitDecision.Preview => "preview",
        _ => "none",
    };
}
