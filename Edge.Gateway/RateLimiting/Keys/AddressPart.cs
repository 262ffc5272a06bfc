using System.Buffers.Binary;
using System.Net.Sockets;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary><c>address</c>: the client's address; IPv6 by /64, which one subscriber has whole (RFC 6177).</summary>
internal sealed class AddressPart : IKeyPart
{
    private const int Ipv6Bytes = 16;

    public bool TryAdd(ref KeyHasher hasher, in KeySource source)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (!source.Request.ClientAddress.TryWriteBytes(bytes, out int written))
        {
            return false;
        }

        hasher.Add(source.Request.ClientAddress.AddressFamily == AddressFamily.InterNetworkV6
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes) | (1UL << 32)); // No /64 in use begins with 31 zero bits.
        return written > 0;
    }
}
