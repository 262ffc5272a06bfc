using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Edge.Gateway.Cells.Routing;

/// <summary>Sees an answer's first line before anything of it is copied: counts it, and holds it back when another destination is to be tried.</summary>
internal sealed class AttemptTransformer(HttpTransformer inner) : HttpTransformer
{
    public HttpTransformer Inner => inner;

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken) =>
        inner.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken) =>
        proxyResponse is null || IsPassedOn(httpContext, (int)proxyResponse.StatusCode)
            ? inner.TransformResponseAsync(httpContext, proxyResponse, cancellationToken)
            : ValueTask.FromResult(false);

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        inner.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    private static bool IsPassedOn(HttpContext context, int status)
    {
        ForwardingState state = ForwardingState.Of(context);
        return state.IsHedged ? context.Features.GetRequiredFeature<HedgedTry>().Answered(status) : state.Answered(status);
    }
}
