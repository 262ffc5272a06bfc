using System.Net;
using System.Net.Http.Headers;
using Edge.Gateway.Cells.ReadOnly;
using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace Edge.Gateway.Cells.Routing;

/// <summary>What the origin learns of the request, and what no client may pretend.</summary>
internal sealed class OriginRequestTransform : RequestTransform
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string EdgePrefix = "X-Edge-";

    private readonly DestinationUris _uris = new();

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        EdgeRequest request = context.HttpContext.GetEdgeRequest();
        HttpRequestHeaders headers = context.ProxyRequest.Headers;
        string? hopsBefore = RemoveSpoofable(headers, request.PeerIsTrusted);

        string peer = context.HttpContext.Features.Get<PeerAddress>()?.Text ?? request.ClientAddressText;
        headers.TryAddWithoutValidation(ForwardedFor, hopsBefore is null ? peer : $"{hopsBefore}, {peer}");
        headers.TryAddWithoutValidation(ForwardedProto, context.HttpContext.Request.Scheme);
        headers.TryAddWithoutValidation(ForwardedHost, context.HttpContext.Request.Host.Value);
        headers.TryAddWithoutValidation(RequestIdHeader.Name, request.RequestId);
        headers.TryAddWithoutValidation("X-Edge-Tenant", request.Tenant!.Id);
        headers.TryAddWithoutValidation("X-Edge-Cell", request.Cell!.Id);
        if (request.IsReadOnly)
        {
            headers.TryAddWithoutValidation(ReadOnlyHeader.Name, ReadOnlyHeader.Value);
        }

        if (IsGrpc(context.HttpContext.Request))
        {
            // gRPC needs HTTP/2 from end to end; over cleartext that is by prior knowledge.
            context.ProxyRequest.Version = HttpVersion.Version20;
            context.ProxyRequest.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        context.ProxyRequest.RequestUri = TargetWithEncodedSlash(context.HttpContext) is { } target
            ? new Uri(context.DestinationPrefix.TrimEnd('/') + target)
            : _uris.Of(context.DestinationPrefix, context.Path, context.HttpContext.Request.QueryString);
        return default;
    }

    // Kestrel leaves "%2F" encoded and decodes "%25"; YARP would encode the '%' of both, and the origin see "%252F" for "%2F".
    private static string? TargetWithEncodedSlash(HttpContext context) =>
        context.Request.Path.Value!.Contains('%', StringComparison.Ordinal)
        && context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target
        && target.Contains("%2F", StringComparison.OrdinalIgnoreCase)
        && !target.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? target
            : null;

    /// <summary>Takes away what only the gateway may say; gives back the forwarded hops of a trusted peer.</summary>
    private static string? RemoveSpoofable(HttpRequestHeaders headers, bool peerIsTrusted)
    {
        string? hops = null;
        List<string>? spoofed = null; // Allocated for the few requests that carry such headers.
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            string name = header.Key;
            if (name.Length < 2 || (name[0] | 0x20) is not ('x' or 'f'))
            {
                continue;
            }

            if (IsReserved(name) || (name.Contains('_') && IsReserved(name.Replace('_', '-'))))
            {
                (spoofed ??= []).Add(name);
                if (peerIsTrusted && name.Equals(ForwardedFor, StringComparison.OrdinalIgnoreCase))
                {
                    hops = header.Value.ToString();
                }
            }
        }

        foreach (string name in spoofed ?? [])
        {
            headers.Remove(name);
        }

        return hops;
    }

    // CGI, WSGI and their heirs read "X_Edge_Tenant" and "X-Edge-Tenant" as the same variable, so both spellings are the gateway's.
    private static bool IsReserved(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || name.Equals(RequestIdHeader.Name, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(EdgePrefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsGrpc(HttpRequest request) =>
        request.Protocol == HttpProtocol.Http2 && request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
}
