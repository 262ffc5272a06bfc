using System.Net;

namespace Edge.Gateway.Http;

/// <summary>The peer of a connection, made once when it is accepted, so that its requests need not format it again.</summary>
internal sealed class PeerAddress
{
    private PeerAddress(IPAddress address, bool isOwn)
    {
        (Address, Text, IsOwn) = (address, address.ToString(), isOwn);
    }

    /// <summary>IPv4 addresses never in their IPv6-mapped form.</summary>
    public IPAddress Address { get; }

    public string Text { get; }

    /// <summary>Whether it is this process itself: one of <see cref="OwnConnections"/>.</summary>
    public bool IsOwn { get; }

    public static PeerAddress Of(EndPoint? endPoint, bool isOwn = false)
    {
        IPAddress address = endPoint is IPEndPoint ip ? ip.Address : IPAddress.None;
        return new PeerAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, isOwn);
    }
}
