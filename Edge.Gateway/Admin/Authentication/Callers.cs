using System.Net;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Http;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Where requests come from: on the ops listener the peer itself, as no header is believed there; on a tenant's host the client, as trusted proxies tell it.</summary>
internal static class Callers
{
    /// <summary>The caller's address, of IPv6 its /64.</summary>
    public static AddressKey AddressOf(HttpContext context) => AddressOf(context.Features.Get<EdgeRequest>()?.ClientAddress ?? context.Connection.RemoteIpAddress);

    /// <summary>The id by which the caller can ask about the request.</summary>
    public static string RequestIdOf(HttpContext context) => context.Features.Get<EdgeRequest>()?.RequestId ?? context.TraceIdentifier;

    /// <inheritdoc cref="AddressOf(HttpContext)"/>
    public static AddressKey AddressOf(IPAddress? peer) => AddressKey.Of(peer ?? IPAddress.None).Client;
}
