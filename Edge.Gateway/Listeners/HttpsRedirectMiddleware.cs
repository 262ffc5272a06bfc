using System.Globalization;
using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Listeners;

/// <summary>Answers cleartext requests with 308 to https while the listener's mode is <c>redirect</c>.</summary>
/// <remarks>308 keeps method and body (RFC 9110 §15.4.9). It stands after the tenant, so that only known hosts are reflected.</remarks>
internal sealed class HttpsRedirectMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        ListenSettings listen = context.GetEdgeRequest().Snapshot.Get<ListenSettings>();
        if (context.Request.IsHttps || listen.HttpMode == HttpListenerMode.Serve)
        {
            return next(context);
        }

        string port = listen.HttpsPublicPort == 443 ? "" : string.Create(CultureInfo.InvariantCulture, $":{listen.HttpsPublicPort}");
        HttpRequest request = context.Request;
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{new HostString(request.Host.Host).ToUriComponent()}{port}{TargetOf(context)}";
        return Task.CompletedTask;
    }

    // As the client wrote it: decoding and encoding again would change "%2541". The absolute form, and one with characters
    // that no header may have, are put together anew.
    private static string TargetOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        return context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target && !target.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? target
            : request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
    }
}
