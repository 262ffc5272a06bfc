using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting;

/// <summary>Counts a request out of those under way when it has ended, however it ended.</summary>
internal sealed class RateLimitRelease(LimitEngine engine) : IRequestObserver
{
    public void Started(HttpContext context, EdgeRequest request)
    {
    }

    public void Ended(HttpContext context, EdgeRequest request)
    {
        if (request.RateLimitState is RequestLimits { Gate: { } gate } state)
        {
            gate.Exit();
            engine.Release(state.Limits!, state.Uses[..state.UseCount]);
            state.Clear();
        }
    }
}
