using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability;

/// <summary><c>edge.requests</c> and <c>edge.request.duration</c>. Recording allocates nothing.</summary>
internal sealed class RequestMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public RequestMetrics(IMeterFactory factory)
    {
        Meter meter = EdgeMeter.Create(factory);
        _requests = meter.CreateCounter<long>("edge.requests", "{request}", "Requests that the gateway has finished.");
        _duration = meter.CreateHistogram(
            "edge.request.duration", "s", "Time from the request's headers to the end of its response.", tags: null, EdgeMeter.RequestSeconds);
    }

    /// <summary>Counts one finished request.</summary>
    /// <param name="method">As the client sent it.</param>
    /// <param name="statusCode">As sent to the client; outside 100–599 it counts as <c>_OTHER</c>.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="duration">From its headers to the end of its response.</param>
    public void Record(string method, int statusCode, RequestOutcome outcome, TimeSpan duration)
    {
        if (_requests.Enabled)
        {
            TagList tags = new() // Holds eight tags without an allocation.
            {
                { "method", RequestTags.Method(method) },
                { "status", RequestTags.StatusCode(statusCode) },
                { "status_class", RequestTags.StatusClass(statusCode) },
                { "outcome", RequestTags.Outcome(outcome) },
            };
            _requests.Add(1, tags);
        }

        if (_duration.Enabled)
        {
            // Without the single code: a histogram has sixteen samples for each set of labels.
            _duration.Record(
                duration.TotalSeconds,
                new KeyValuePair<string, object?>("method", RequestTags.Method(method)),
                new KeyValuePair<string, object?>("status_class", RequestTags.StatusClass(statusCode)),
                new KeyValuePair<string, object?>("outcome", RequestTags.Outcome(outcome)));
        }
    }
}
