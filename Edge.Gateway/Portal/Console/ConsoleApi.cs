using System.Text.Json;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Ops;
using Edge.Gateway.Portal.Design;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Portal.Console;

/// <summary>
/// Calls the admin API in this process, through the ops listener's own pipeline, in the name of who looks at a page: with their
/// token, address and client certificate. So every permission, event and answer is the API's, and pages need no second opinion.
/// </summary>
internal sealed class ConsoleApi(OpsPipeline pipeline)
{
    /// <summary>Largest answer that a page is drawn from, in bytes.</summary>
    public const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>Makes one call.</summary>
    /// <param name="visit">The request for the page.</param>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="target">Path with query; ids in it are escaped.</param>
    /// <param name="body">Written as JSON; null for none.</param>
    /// <exception cref="InvalidOperationException">The answer is larger than <see cref="MaxAnswerBytes"/>: a page must ask for less.</exception>
    public async Task<ApiAnswer> CallAsync(HttpContext visit, string method, string target, object? body = null)
    {
        using var content = new MemoryStream(body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web));
        using var answer = new MemoryStream();
        var response = new ApiResponse();
        HttpContext call = CallOf(visit, method, target, content, answer, response);
        await pipeline.RunAsync(call);
        await response.StartAsync();
        return answer.Length <= MaxAnswerBytes
            ? new ApiAnswer(response.StatusCode, answer.ToArray(), NextOf(call.Response.Headers))
            : throw new InvalidOperationException($"{method} {target} answered with {answer.Length} bytes.");
    }

    private static DefaultHttpContext CallOf(HttpContext visit, string method, string target, MemoryStream content, MemoryStream answer, ApiResponse response)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        var request = new HttpRequestFeature
        {
            Protocol = visit.Request.Protocol,
            Scheme = visit.Request.Scheme,
            Method = method,
            Path = PathString.FromUriComponent(path).Value!,
            QueryString = query < 0 ? "" : target[query..],
            RawTarget = target,
            Body = content,
        };
        request.Headers.Host = visit.Request.Headers.Host;
        request.Headers.UserAgent = visit.Request.Headers.UserAgent;
        request.Headers.Authorization = $"Bearer {PortalSessions.CredentialOf(visit, ConsoleSite.Site)}";
        request.Headers.ContentLength = content.Length;

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set(visit.Features.Get<IHttpConnectionFeature>());
        features.Set(visit.Features.Get<IHttpRequestIdentifierFeature>());
        features.Set(visit.Features.Get<IHttpRequestLifetimeFeature>());
        features.Set(visit.Features.Get<VerifiedClientCertificate>());
        return new DefaultHttpContext(features) { RequestServices = visit.RequestServices };
    }

    // Link: <http://host/path?query>; rel="next"
    private static string? NextOf(IHeaderDictionary headers)
    {
        foreach (string? link in headers.Link)
        {
            if (link is not null && link.EndsWith("rel=\"next\"", StringComparison.Ordinal) && Uri.TryCreate(link[1..link.IndexOf('>', StringComparison.Ordinal)], UriKind.Absolute, out Uri? next))
            {
                return next.PathAndQuery;
            }
        }

        return null;
    }
}
