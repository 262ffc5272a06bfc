using System.Net;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Http;

/// <summary>Finds the client's address and scheme: the peer's, or what trusted proxies say of theirs.</summary>
/// <remarks>
/// <c>X-Forwarded-For</c> is walked from the right, past trusted proxies, to the first address that is not one:
/// anything to its left was written by the client and proves nothing.
/// </remarks>
internal sealed class ClientAddressMiddleware(RequestDelegate next)
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";

    public Task InvokeAsync(HttpContext context)
    {
        EdgeRequest request = context.GetEdgeRequest();
        PeerAddress peer = context.Features.Get<PeerAddress>() ?? PeerAddress.Of(context.Connection.RemoteIpAddress is { } ip ? new IPEndPoint(ip, 0) : null);
        request.ClientAddress = peer.Address;
        request.ClientAddressText = peer.Text;
        request.IsOwn = peer.IsOwn;

        HttpSettings settings = request.Snapshot.Get<HttpSettings>();
        if (settings.TrustedProxies.Count > 0 && settings.IsTrusted(peer.Address))
        {
            request.PeerIsTrusted = true;
            TakeForwarded(context, request, settings);
        }

        return next(context);
    }

    private static void TakeForwarded(HttpContext context, EdgeRequest request, HttpSettings settings)
    {
        if (FindClient(context.Request.Headers[ForwardedFor], settings) is { } client)
        {
            request.ClientAddress = client;
            request.ClientAddressText = client.ToString();
        }

        // The nearest proxy's word is the last one.
        StringValues protocols = context.Request.Headers[ForwardedProto];
        if (protocols.Count > 0)
        {
            ReadOnlySpan<char> last = LastOf(protocols[^1]).Trim();
            if (last.Equals("https", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.Scheme = "https";
            }
            else if (last.Equals("http", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.Scheme = "http";
            }
        }
    }

    internal static IPAddress? FindClient(StringValues lines, HttpSettings settings)
    {
        IPAddress? farthest = null;
        int hops = 0;
        for (int line = lines.Count - 1; line >= 0; line--)
        {
            ReadOnlySpan<char> rest = lines[line];
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<char> entry = LastOf(rest);
                rest = rest.Length == entry.Length ? [] : rest[..^(entry.Length + 1)];
                if (++hops > HttpSettings.MaxForwardedHops || !TryParseEntry(entry.Trim(), out IPAddress? address))
                {
                    return farthest; // What stands further left cannot be believed.
                }

                farthest = address;
                if (!settings.IsTrusted(address))
                {
                    return address;
                }
            }
        }

        return farthest;
    }

    private static ReadOnlySpan<char> LastOf(ReadOnlySpan<char> list) => list[(list.LastIndexOf(',') + 1)..];

    // Proxies write "192.0.2.1", "192.0.2.1:1234", "2001:db8::1" and "[2001:db8::1]:1234".
    private static bool TryParseEntry(ReadOnlySpan<char> entry, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        if (!IPEndPoint.TryParse(entry, out IPEndPoint? endPoint) || (!entry.Contains('.') && !entry.Contains(':')))
        {
            address = null; // IPEndPoint also reads "80" as an address.
            return false;
        }

        address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return true;
    }
}
