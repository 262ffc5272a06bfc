using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.Access.Bans;

/// <summary>Whom a ban holds off.</summary>
/// <param name="Kind">An address, or a rule's key.</param>
/// <param name="IsV6">For addresses: which address space.</param>
/// <param name="Value">The address's bits, or the hash of the key.</param>
/// <param name="Scope">For an address: the only tenant it is banned from, empty for all. For a key: the rule.</param>
internal readonly record struct BanSubject(BanKind Kind, bool IsV6, UInt128 Value, string Scope)
{
    /// <summary>A client's address; see <see cref="Addresses.AddressKey.Client"/>.</summary>
    /// <param name="client">The address; its network is banned.</param>
    /// <param name="tenant">The only tenant, or empty.</param>
    public static BanSubject OfAddress(Addresses.AddressKey client, string tenant = "") => new(BanKind.Address, client.IsV6, client.Client.Bits, tenant);

    public static BanSubject OfKey(string rule, UInt128 key) => new(BanKind.Key, false, key, rule);

    /// <summary>A short name, the same on every node, that fits a URL.</summary>
    public string ToId()
    {
        Span<byte> text = stackalloc byte[18];
        (text[0], text[1]) = ((byte)Kind, IsV6 ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt128BigEndian(text[2..], Value);
        return Convert.ToHexStringLower(SHA256.HashData([.. text, .. Encoding.UTF8.GetBytes(Scope)]).AsSpan(0, 12));
    }

    /// <summary>For people: an address as such; of a key only the rule and the beginning of its hash, for it may hold a name.</summary>
    public override string ToString() => Kind == BanKind.Address
        ? new Addresses.AddressKey(Value, IsV6).ToClientText()
        : $"{Scope}:{(ulong)(Value >> 64):x16}";
}
