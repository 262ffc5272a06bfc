using System.Diagnostics.Metrics;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>Counts decisions by bucket; buckets are a closed set, tenants are not.</summary>
internal sealed class RateLimitMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _decisions = meters.Create("Edge.Gateway").CreateCounter<long>("edge.ratelimit.decisions", "{decision}", "Rate-limit decisions by bucket and outcome.");

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
