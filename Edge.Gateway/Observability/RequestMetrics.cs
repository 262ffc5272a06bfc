using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Edge.Gateway.Observability;

/// <summary><c>edge.requests</c>, <c>edge.requests.active</c> and <c>edge.request.duration</c>. Recording allocates nothing.</summary>
internal sealed class RequestMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private long _active;

    public RequestMetrics(IMeterFactory factory)
    {
        Meter meter = EdgeMeter.Create(factory);
        _requests = meter.CreateCounter<long>("edge.requests", "{request}", "Requests that the gateway has finished.");
        _duration = meter.CreateHistogram(
            "edge.request.duration", "s", "Time from the request's headers to the end of its response.", tags: null, EdgeMeter.RequestSeconds);
        meter.CreateObservableGauge("edge.requests.active", () => Volatile.Read(ref _active), "{request}", "Requests in flight, WebSockets among them.");
    }

    /// <summary>Counts a request in; <see cref="Record"/> counts it out.</summary>
    public void Started() => Interlocked.Increment(ref _active);

    /// <summary>Counts one finished request, for which <see cref="Started"/> was called.</summary>
    /// <param name="method">As the client sent it.</param>
    /// <param name="statusCode">As sent to the client; outside 100–599 it counts as <c>_OTHER</c>.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="duration">From its headers to the end of its response.</param>
    public void Record(string method, int statusCode, RequestOutcome outcome, TimeSpan duration)
    {
        Interlocked.Decrement(ref _active);
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
