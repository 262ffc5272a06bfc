using System.Net;
using Edge.Gateway.Access.Addresses;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Where requests to the ops listener come from: the peer itself, as no header is believed there.</summary>
internal static class Callers
{
    /// <summary>The peer's address, of IPv6 its /64.</summary>
    public static AddressKey AddressOf(HttpContext context) => AddressOf(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="AddressOf(HttpContext)"/>
    public static AddressKey AddressOf(IPAddress? peer) => AddressKey.Of(peer ?? IPAddress.None).Client;
}
