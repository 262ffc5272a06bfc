using System.Diagnostics;

namespace Edge.Gateway.Http;

internal static class EdgeRequestExtensions
{
    /// <summary>The gateway's view of the request.</summary>
    /// <exception cref="UnreachableException">The request did not enter through <see cref="EdgeRequestMiddleware"/>.</exception>
    public static EdgeRequest GetEdgeRequest(this HttpContext context) =>
        context.Features.Get<EdgeRequest>() ?? throw new UnreachableException("The request has no EdgeRequest; order UseEdgeHttp first.");
}
