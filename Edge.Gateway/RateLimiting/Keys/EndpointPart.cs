using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>endpoint</c>: the entry of <c>match</c> that the request fell under, for limits per endpoint in a bucket of several.</summary>
internal sealed class EndpointPart : IKeyPart
{
    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        HttpRequest request = source.Context.Request;
        hasher.Add(source.Request.Snapshot.Get<LimitTable>().EndpointOf(request.Method, request.Path.Value));
        return true;
    }
}
