using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Edge.Gateway.Access.Addresses;

/// <summary>An address as the tables search it: its bits from the left, so that an IPv4 address fills the upper 32 of 128.</summary>
/// <param name="Bits">Network order, aligned to the left.</param>
/// <param name="IsV6">Which of the two address spaces; an IPv4-mapped address belongs to IPv4.</param>
internal readonly record struct AddressKey(UInt128 Bits, bool IsV6)
{
    /// <summary>Upper 64 bits: the whole of what identifies an IPv6 network.</summary>
    public ulong High => (ulong)(Bits >> 64);

    public ulong Low => (ulong)Bits;

    /// <summary>The address as a 32-bit number; only for IPv4.</summary>
    public uint V4 => (uint)(Bits >> 96);

    /// <summary>
    /// What a client holds: an IPv4 address, or the /64 of an IPv6 one, in which it can choose any address (RFC 6177).
    /// </summary>
    public AddressKey Client => IsV6 ? new AddressKey(new UInt128(High, 0), true) : this;

    /// <summary>One number for <see cref="Client"/> of either address space.</summary>
    public UInt128 ClientBits => IsV6 ? new UInt128(High, 1) : Bits;

    /// <summary>Converts without an allocation.</summary>
    public static AddressKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return OfV4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        UInt128 bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return bits >> 32 == 0xFFFF ? OfV4((uint)bits) : new AddressKey(bits, true);
    }

    public static AddressKey OfV4(uint address) => new((UInt128)address << 96, false);

    /// <summary>The address in its usual text form; a client of IPv6 as <c>2001:db8::/64</c>.</summary>
    public string ToClientText()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return IsV6 ? $"{new IPAddress(bytes)}/64" : new IPAddress(bytes[..4]).ToString();
    }
}
