using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Gateway.Cells.Routing;

/// <summary>One of two tries of a request at a time. It answers into a response of its own until it has won; then into the client's.</summary>
internal sealed class HedgedTry
{
    private readonly HedgeRace _race;
    private readonly HttpContext _client;
    private readonly TimeProvider _time;

    public HedgedTry(HedgeRace race, HttpContext client, LiveCell cell, LiveDestination destination, Attempt attempt, TimeProvider time)
    {
        (_race, _client, Cell, Destination, Attempt, _time) = (race, client, cell, destination, attempt, time);
        var features = new FeatureCollection(client.Features); // What it does not have itself is the client's: request, tenant, cell.
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set(this);
        Context = new DefaultHttpContext(features);
    }

    public HttpContext Context { get; }

    public LiveCell Cell { get; }

    public LiveDestination Destination { get; }

    public Attempt Attempt { get; }

    public IForwarderErrorFeature? Failure => Context.Features.Get<IForwarderErrorFeature>();

    /// <summary>The answer's first line came; false when the other try has won, or may still do better.</summary>
    public bool Answered(int status)
    {
        Destination.Waiting.Remove(Attempt);
        long now = _time.GetTimestamp();
        Cell.Outliers.Answered(Destination, status, _time.GetElapsedTime(Attempt.Started, now), now);
        if (!_race.TryWin(this, isGood: !Cell.Policy.Retries.IsRetriable(status)))
        {
            return false;
        }

        Context.Features.Set(_client.Features.GetRequiredFeature<IHttpResponseFeature>());
        Context.Features.Set(_client.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        Context.Response.StatusCode = status;
        return true;
    }

    /// <summary>Ends it, as it has lost.</summary>
    public void Cancel() => Destination.Waiting.End(Attempt, AttemptEnd.Hedged);
}
