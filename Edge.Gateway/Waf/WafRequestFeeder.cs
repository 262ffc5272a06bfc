using Edge.Gateway.Http;
using Edge.Rules;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Waf;

/// <summary>Gives a request's head to a transaction. Texts are Latin-1 already: Kestrel reads headers so.</summary>
internal static class WafRequestFeeder
{
    /// <summary>Longest text of an IP address with a scope id.</summary>
    private const int MaxAddressChars = 65;

    /// <returns>Bytes of the target and the header values.</returns>
    public static int Feed(Transaction transaction, HttpContext context, EdgeRequest request)
    {
        transaction.SetUniqueId(request.RequestId);
        ConnectionInfo connection = context.Connection;
        Span<char> local = stackalloc char[MaxAddressChars];
        int localLength = 0;
        connection.LocalIpAddress?.TryFormat(local, out localLength);
        transaction.SetConnection(request.ClientAddressText, connection.RemotePort, local[..localLength], connection.LocalPort);

        HttpRequest http = context.Request;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        transaction.SetRequestLine(http.Method, AsForwarded(target), http.Protocol);
        int length = target.Length;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Headers)
        {
            for (int i = 0; i < values.Count; i++)
            {
                transaction.AddRequestHeader(name, values[i]);
                length += values[i]?.Length ?? 0;
            }
        }

        return length;
    }

    /// <summary>
    /// The target as the origin gets it: a <c>#</c>, which no target may have (RFC 9112 §3.2), goes on as <c>%23</c>. Rules take it
    /// for the beginning of a fragment, which no origin sees, and would not look at what follows.
    /// </summary>
    public static string AsForwarded(string target) => target.Replace("#", "%23", StringComparison.Ordinal);

    /// <summary>Gives the response's status and headers, as the origin sent them.</summary>
    public static void FeedResponse(Transaction transaction, HttpContext context)
    {
        HttpResponse response = context.Response;
        transaction.SetResponseLine(response.StatusCode, context.Request.Protocol);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in response.Headers)
        {
            for (int i = 0; i < values.Count; i++)
            {
                transaction.AddResponseHeader(name, values[i]);
            }
        }
    }
}
