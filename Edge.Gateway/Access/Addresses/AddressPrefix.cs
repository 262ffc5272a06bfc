using System.Net;
using System.Text;

namespace Edge.Gateway.Access.Addresses;

/// <summary>An address or network of a list, such as <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>.</summary>
/// <param name="Network">The first address.</param>
/// <param name="Length">Bits of the prefix: 0 to 32, or 0 to 128.</param>
internal readonly record struct AddressPrefix(AddressKey Network, byte Length)
{
    /// <summary>Longest text of a prefix: an IPv6 address with an IPv4 tail, a slash and three digits.</summary>
    public const int MaxTextLength = 49;

    private const int V4Bits = 32;
    private const int V6Bits = 128;
    private const int MappedBits = 96; // ::ffff:0:0/96 holds the IPv4 addresses (RFC 4291 §2.5.5.2).

    /// <summary>The last address's bits.</summary>
    public UInt128 LastBits => Network.Bits | HostMask(Length);

    /// <summary>Reads one address or network; strict: no octal or short forms of IPv4, no zones, no brackets.</summary>
    /// <param name="text">ASCII without surrounding space.</param>
    /// <param name="prefix">The prefix, its host bits cleared when they were not zero.</param>
    public static AddressPrefixStatus TryParse(ReadOnlySpan<byte> text, out AddressPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf((byte)'/');
        ReadOnlySpan<byte> address = slash < 0 ? text : text[..slash];
        if (text.Length > MaxTextLength || !TryParseAddress(address, out AddressKey key, out bool isMapped))
        {
            return AddressPrefixStatus.NotAnAddress;
        }

        int width = key.IsV6 ? V6Bits : V4Bits;
        int length = width;
        if (slash >= 0 && !TryParseLength(text[(slash + 1)..], out length))
        {
            return AddressPrefixStatus.BadLength;
        }

        if (isMapped && slash >= 0)
        {
            length -= MappedBits;
        }

        if (length < 0 || length > width)
        {
            return AddressPrefixStatus.BadLength;
        }

        UInt128 mask = HostMask(length);
        prefix = new AddressPrefix(key with { Bits = key.Bits & ~mask }, (byte)length);
        return (key.Bits & mask) == 0 ? AddressPrefixStatus.Good : AddressPrefixStatus.HostBitsSet;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Network.Bits);
        return $"{new IPAddress(Network.IsV6 ? bytes : bytes[..4])}/{Length}";
    }

    private static UInt128 HostMask(int length) => length >= V6Bits ? UInt128.Zero : UInt128.MaxValue >> length;

    private static bool TryParseAddress(ReadOnlySpan<byte> text, out AddressKey key, out bool isMapped)
    {
        isMapped = false;
        if (!text.Contains((byte)':'))
        {
            bool good = TryParseV4(text, out uint address);
            key = AddressKey.OfV4(address);
            return good;
        }

        key = default;
        Span<char> chars = stackalloc char[MaxTextLength];
        if (text.ContainsAny("%[]/"u8) || !Ascii.IsValid(text) || !IPAddress.TryParse(chars[..Encoding.ASCII.GetChars(text, chars)], out IPAddress? parsed))
        {
            return false;
        }

        key = AddressKey.Of(parsed);
        isMapped = !key.IsV6;
        return true;
    }

    // IPAddress.TryParse takes "1.2" and "010.0.0.1" too; in a list they are slips.
    private static bool TryParseV4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (int part = 0; part < 4; part++)
        {
            int end = part == 3 ? text.Length : text.IndexOf((byte)'.');
            if (end is < 1 or > 3 || (end > 1 && text[0] == '0') || !TryParseDigits(text[..end], out int value) || value > byte.MaxValue)
            {
                return false;
            }

            address = (address << 8) | (uint)value;
            text = part == 3 ? [] : text[(end + 1)..];
        }

        return true;
    }

    private static bool TryParseLength(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        return text.Length is >= 1 and <= 3 && (text.Length == 1 || text[0] != '0') && TryParseDigits(text, out length);
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
