using Edge.Gateway.Http;

namespace Edge.Gateway.Access.Abuse;

/// <summary>Hands an answer, just before it starts, to the abuse rules that wait for it.</summary>
internal sealed class AbuseResponseCounter(AbuseGuard guard) : IResponseHeaderWriter
{
    public void Write(HttpContext context, EdgeRequest request)
    {
        if (request.Snapshot.Get<AccessTable>().Abuse.Length > 0 && context.Features.Get<AbuseTrail>() is { } trail)
        {
            context.Features.Set<AbuseTrail>(null); // Once.
            guard.CountAnswer(context, request, trail);
        }
    }
}
